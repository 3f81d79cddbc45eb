import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean of a loss over the rows of a batch, a scalar.
 *
 * @param losses - [rows, columns]; columns are averaged too
 * @param weights - [rows, 1], factors of the rows; the divisor stays the number of rows
 */
export function meanOverRows(losses: tf.Tensor, weights?: tf.Tensor): tf.Tensor {
  return tf.mean(weights ? tf.mul(losses, weights) : losses);
}
