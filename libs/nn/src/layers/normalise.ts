import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

/** Added to a variance before its root. */
export const EPSILON = 1e-5;

/**
 * `(x − mean) / √(variance + ε)` with the mean and variance of `x` itself along one axis; the gradient includes
 * their dependence on `x`.
 *
 * @param x - [rows, features]
 * @param moments - of `x` along `axis`, that axis kept as 1
 */
export function normalise(
  x: tf.Tensor,
  axis: 0 | 1,
  { mean, variance }: { readonly mean: tf.Tensor; readonly variance: tf.Tensor },
): tf.Tensor {
  return withGradient(
    [x],
    () => {
      const scale = tf.rsqrt(tf.add(variance, EPSILON));
      const value = tf.mul(tf.sub(x, mean), scale);
      return { value, saved: [value, scale] };
    },
    (dy, [y, scale]) => {
      const shift = tf.mean(dy, axis, true);
      const slope = tf.mean(tf.mul(dy, y), axis, true);
      return [tf.mul(tf.sub(tf.sub(dy, shift), tf.mul(y, slope)), scale)];
    },
  );
}
