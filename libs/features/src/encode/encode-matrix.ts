import { inputColumns } from './input-column';
import type { NumericSpec } from '../spec/feature-spec';

/**
 * Turns raw training data into model input in place, by the arithmetic that serving uses: missing values
 * (NaN) take the feature's default, the rest is cut, standardised and rounded.
 *
 * @param matrix - row-major [rows, features], raw values, NaN where missing
 */
export function encodeMatrix(spec: NumericSpec, matrix: Float32Array): void {
  const width = spec.features.length;
  for (const column of inputColumns(spec)) {
    if (column.kind !== 'numeric') continue;
    const { start, encode, fallback } = column;
    for (let i = start; i < matrix.length; i += width) {
      const encoded = encode(matrix[i]);
      matrix[i] = encoded === encoded ? encoded : fallback;
    }
  }
}
