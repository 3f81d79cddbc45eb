import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../layers/with-gradient';

/** `ln Σ e^x` of every row, without overflow: [rows, columns] to [rows, 1]. Its gradient is the softmax. */
export function logSumExp(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => {
      const largest = tf.max(x, 1, true);
      const value = tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, largest)), 1, true)), largest);
      return { value, saved: [x, value] };
    },
    (dy, [x, value]) => [tf.mul(tf.exp(tf.sub(x, value)), dy)],
  );
}
