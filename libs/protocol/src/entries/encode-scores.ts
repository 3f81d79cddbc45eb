import { assertFinite, numberLists } from './number-lists';

/**
 * The scores of all rows as JSON text: a list with an entry a row, which is a number or, where a row has several,
 * a list of numbers. Each is written as the double that equals the float32, so nothing is lost.
 *
 * @example encodeScores(Float32Array.of(0.25, 0.75, 1, 0), 2) // [[0.25,0.75],[1,0]]
 * @param scores - row-major [rows, width]
 * @param width - how many scores a row has
 * @throws InternalError if a score is not finite, which JSON cannot say, or the last row is not complete
 */
export function encodeScores(scores: Float32Array, width = 1): string {
  assertFinite(scores, 'score', width);
  // The engine remembers the texts of numbers, and the scores of trees repeat themselves.
  return width === 1 ? `[${scores.join(',')}]` : numberLists(scores, width);
}
