import * as tf from '@tensorflow/tfjs-core';

/**
 * Scales all gradients by one factor so that their common Euclidean norm is `limit` at most (Pascanu, Mikolov
 * and Bengio, 2013).
 */
export function clipByGlobalNorm(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  const squares = gradients.map(gradient => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
  // Not below the limit, so that gradients within it, all zero ones too, keep their values exactly.
  const factor = tf.div(limit, tf.maximum(norm, limit));
  return gradients.map(gradient => tf.mul(gradient, factor));
}
