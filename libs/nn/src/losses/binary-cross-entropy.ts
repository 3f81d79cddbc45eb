import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../layers/with-gradient';
import { meanOverRows } from './mean-over-rows';

/**
 * Log loss of probabilities given as logits, `max(z, 0) − z·y + ln(1 + e^−|z|)`: finite for every finite logit.
 *
 * @param labels - [rows, columns] in [0, 1], a constant of the batch: no gradient flows to it
 * @param logits - [rows, columns]
 * @param weights - [rows, 1]
 * @returns a scalar
 */
export function binaryCrossEntropyWithLogits(
  labels: tf.Tensor,
  logits: tf.Tensor,
  weights?: tf.Tensor,
): tf.Tensor {
  const losses = withGradient(
    [logits],
    () => {
      const softplus = tf.add(tf.relu(logits), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
      return { value: tf.sub(softplus, tf.mul(logits, labels)), saved: [logits, labels] };
    },
    (dy, [logits, labels]) => [tf.mul(dy, tf.sub(tf.sigmoid(logits), labels))],
  );
  return meanOverRows(losses, weights);
}
