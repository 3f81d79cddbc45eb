import { hasListEntries, type AnsweredOutput, type OutputValues } from '../answered-output';
import { asciiString } from './ascii-string';
import { encodeAllIds, neighboursOf } from './neighbours';
import { assertFinite, numberList, numberLists } from './number-lists';
import { numbersOf, assertSameRows, textsOf } from './output-values';

/**
 * An answer by columns, as JSON text in ASCII: what one output answers for all rows, or an object of that by the
 * names of several. Columns are tensors, so ids are filled up with '' and their similarities with 0.
 *
 * @example encodeColumns([{ name: 'ctr', role: 'task', width: 1 }], [Float32Array.of(0.5, 1)]) // [0.5,1]
 * @param values - those of all rows of each output, row-major [rows, width]
 * @throws InternalError if a number is not finite, which JSON cannot say, or the outputs have not the same rows
 */
export function encodeColumns(outputs: readonly AnsweredOutput[], values: readonly OutputValues[]): string {
  assertSameRows(outputs, values);
  const columns = outputs.map((_, i) => encodeColumn(outputs, values, i));
  if (columns.length === 1) return columns[0];
  return `{${columns.map((column, i) => `${asciiString(outputs[i].name)}:${column}`).join(',')}}`;
}

/** What one output answers for all rows. */
export function encodeColumn(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  i: number,
): string {
  const output = outputs[i];
  const { name, role, width } = output;
  if (role === 'ids') return encodeAllIds(textsOf(output, values[i]), width);
  const numbers = numbersOf(output, values[i]);
  const neighbours = role === 'similarity' ? neighboursOf(outputs, values) : null;
  const written = neighbours ? filledUp(numbers, neighbours.ids) : numbers;
  assertFinite(written, name, width);
  return hasListEntries(output) ? numberLists(written, width) : numberList(written, 0, written.length);
}

/** Similarities with 0 where there is no neighbour, whatever the model wrote there. */
function filledUp(similarities: Float32Array, ids: readonly string[]): Float32Array {
  return similarities.map((similarity, i) => (ids[i] === '' ? 0 : similarity));
}
