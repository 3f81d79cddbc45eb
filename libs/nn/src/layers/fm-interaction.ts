import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

/**
 * The sum of the inner products of all pairs of fields: [rows, fields, dim] to [rows, 1], in linear time as
 * `½ Σ_k ((Σ_f v_fk)² − Σ_f v_fk²)` (Rendle, "Factorization Machines", 2010; Guo et al., "DeepFM", 2017).
 */
export function fmInteraction(fields: tf.Tensor): tf.Tensor {
  return withGradient(
    [fields],
    () => {
      const sums = tf.sum(fields, 1, true);
      const ofSums = tf.sum(tf.square(sums), [1, 2]);
      const ofFields = tf.sum(tf.square(fields), [1, 2]);
      const value = tf.mul(tf.expandDims(tf.sub(ofSums, ofFields), 1), 0.5);
      return { value, saved: [fields, sums] };
    },
    // Of a field: the sum of the other fields.
    (dy, [fields, sums]) => [tf.mul(tf.sub(sums, fields), tf.expandDims(dy, 2))],
  );
}
