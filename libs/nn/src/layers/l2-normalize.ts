import * as tf from '@tensorflow/tfjs-core';

/** Below it a vector has no direction; its square root keeps the gradient finite. */
const LEAST_SQUARE = 1e-12;

/** Scales each row of [rows, dim] to the length 1; a row of zeros stays as it is. */
export function l2Normalize(x: tf.Tensor): tf.Tensor {
  const square = tf.maximum(tf.sum(tf.square(x), 1, true), LEAST_SQUARE);
  return tf.div(x, tf.sqrt(square));
}
