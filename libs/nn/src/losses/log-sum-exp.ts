import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../layers/with-gradient';

/** `ln Σ e^x` of every row, without overflow: [rows, columns] to [rows, 1]. Its gradient is the softmax. */
export function logSumExp(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => {
      const largest = tf.max(x, 1, true);
      const exponentials = tf.exp(tf.sub(x, largest));
      const sum = tf.sum(exponentials, 1, true);
      return { value: tf.add(tf.log(sum), largest), saved: [exponentials, sum] };
    },
    // Of the exponentials that there are, rather than from x once more.
    (dy, [exponentials, sum]) => [tf.mul(exponentials, tf.div(dy, sum))],
  );
}
