import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../layers/with-gradient';
import { meanOverRows } from './mean-over-rows';

/** Beyond it `1 + e^z` is `e^z`, and its logarithm `z`, long before the exponential is too large for a float. */
const LARGE_LOGIT = 80;

/**
 * Log loss of probabilities given as logits, `ln(1 + e^z) − z·y`: finite for every finite logit, and right to 1e-7 of 1, or of
 * a large logit. Its gradient, `e^z / (1 + e^z) − y`, shares the exponential.
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
      const exponential = tf.exp(tf.minimum(logits, LARGE_LOGIT));
      const sum = tf.add(exponential, 1);
      const softplus = tf.maximum(tf.log(sum), logits);
      return { value: tf.sub(softplus, tf.mul(logits, labels)), saved: [exponential, sum, labels] };
    },
    (dy, [exponential, sum, labels]) => [tf.mul(dy, tf.sub(tf.div(exponential, sum), labels))],
  );
  return meanOverRows(losses, weights);
}
