import * as tf from '@tensorflow/tfjs-core';
import { meanOverRows } from './mean-over-rows';

/**
 * The mean of `(prediction − target)²`.
 *
 * @param targets - [rows, columns]
 * @param predictions - [rows, columns]
 * @param weights - [rows, 1]
 * @returns a scalar
 */
export function meanSquaredError(targets: tf.Tensor, predictions: tf.Tensor, weights?: tf.Tensor): tf.Tensor {
  return meanOverRows(tf.square(tf.sub(predictions, targets)), weights);
}
