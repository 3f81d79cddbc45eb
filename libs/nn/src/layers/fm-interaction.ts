import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

/** All that a factorisation machine needs of a group of fields v_f. */
export interface FieldSums {
  /** Σ_f v_f, [rows, dim]. */
  readonly sums: tf.Tensor;
  /** Σ_f |v_f|², [rows, 1]. */
  readonly squares: tf.Tensor;
}

/**
 * The sum of the inner products of all pairs of fields: [rows, fields, dim] to [rows, 1], in linear time as
 * `½ Σ_k ((Σ_f v_fk)² − Σ_f v_fk²)` (Rendle, "Factorization Machines", 2010; Guo et al., "DeepFM", 2017).
 *
 * @param fields - [rows, fields, dim]; null if there are none beside `others`
 * @param others - more fields, of which only the sums are known (see `numericFieldSums`); null if there are none
 */
export function fmInteraction(fields: tf.Tensor | null, others: FieldSums | null = null): tf.Tensor {
  const given = fields ? [fields] : [];
  const known = others ? [others] : [];
  return withGradient(
    [...given, ...known.flatMap(({ sums, squares }) => [sums, squares])],
    () => {
      const sums = [...given.map(v => tf.sum(v, 1)), ...known.map(other => other.sums)].reduce((a, b) =>
        tf.add(a, b),
      );
      const ofSums: tf.Tensor = tf.sum(tf.square(sums), 1, true);
      const ofFields = given.map(v => tf.expandDims(tf.sum(tf.square(v), [1, 2]), 1));
      const difference = [...ofFields, ...known.map(({ squares }) => squares)].reduce(
        (rest, squares) => tf.sub(rest, squares),
        ofSums,
      );
      return { value: tf.mul(difference, 0.5), saved: [sums, ...given] };
    },
    // Of a field: the sum of the other fields.
    (dy, [sums, ...given]) => [
      ...given.map(v => tf.mul(tf.sub(tf.expandDims(sums, 1), v), tf.expandDims(dy, 2))),
      ...known.flatMap(() => [tf.mul(sums, dy), tf.mul(dy, -0.5)]),
    ],
  );
}
