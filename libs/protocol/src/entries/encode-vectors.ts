import type { AnsweredOutput } from '../answered-output';
import { assertFinite, numberList, numberLists } from './number-lists';

/**
 * The vectors of all rows as JSON text: a list with a vector a row, or, if it is to be flat, the vector itself where
 * there is one row.
 *
 * @param values - row-major [rows, width]
 * @throws InternalError if a number is not finite, which JSON cannot say, or the last row is not complete
 */
export function encodeVectors(
  { name, width }: AnsweredOutput,
  values: Float32Array,
  single: 'nested' | 'flat' = 'nested',
): string {
  assertFinite(values, name, width);
  return single === 'flat' && values.length === width
    ? numberList(values, 0, width)
    : numberLists(values, width);
}
