import * as tf from '@tensorflow/tfjs-core';
import { meanOverRows } from './mean-over-rows';

export interface HuberOptions {
  /** The error up to which the loss is quadratic. @default 1 */
  readonly delta?: number;
  /** [rows, 1] */
  readonly weights?: tf.Tensor;
}

/**
 * `½e²` for errors up to `delta`, `delta·(|e| − ½delta)` beyond, so that outliers do not rule (Huber, 1964).
 *
 * @param targets - [rows, columns]
 * @param predictions - [rows, columns]
 * @returns a scalar, the mean
 */
export function huber(
  targets: tf.Tensor,
  predictions: tf.Tensor,
  { delta = 1, weights }: HuberOptions = {},
): tf.Tensor {
  const errors = tf.abs(tf.sub(predictions, targets));
  const quadratic = tf.minimum(errors, delta);
  // ½q² + delta·(|e| − q), with q the quadratic part of the error: both branches at once.
  const losses = tf.add(tf.mul(tf.square(quadratic), 0.5), tf.mul(tf.sub(errors, quadratic), delta));
  return meanOverRows(losses, weights);
}
