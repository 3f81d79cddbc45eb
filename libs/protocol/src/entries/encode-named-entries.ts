import { hasListEntries, type AnsweredOutput, type OutputValues } from '../answered-output';
import { asciiString } from './ascii-string';
import { encodeNamedScores } from './encode-named-scores';
import { idList, neighboursOf, similarityList } from './neighbours';
import { assertFinite, numberList } from './number-lists';
import { numbersOf, assertSameRows, textsOf } from './output-values';

/**
 * A list of objects as JSON text in ASCII, one a row, each with what every output answers under its name: a number,
 * a list of numbers, or a list of ids.
 *
 * @example encodeNamedEntries([{ name: 'ctr', role: 'task', width: 1 }], [Float32Array.of(0.5)]) // [{"ctr":0.5}]
 * @param values - those of all rows of each output, row-major [rows, width]
 * @throws InternalError if a number is not finite, which JSON cannot say, or the outputs have not the same rows
 */
export function encodeNamedEntries(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
): string {
  if (outputs.every(({ role }) => role === 'score' || role === 'task'))
    return encodeNamedScores(
      outputs,
      outputs.map((output, i) => numbersOf(output, values[i])),
    );
  const rowCount = assertSameRows(outputs, values);
  if (rowCount === 0) return '[]';
  // What stands before an entry: the end of what came before it, and its name.
  const leads = outputs.map(({ name }, i) => `${i === 0 ? '{' : ','}${asciiString(name)}:`);
  const entries = outputs.map((_, i) => entriesOf(outputs, values, i));
  let text = '';
  for (let row = 0; row < rowCount; row++) {
    text += row === 0 ? '[' : '},';
    for (let i = 0; i < leads.length; i++) {
      text += leads[i];
      text += entries[i](row);
    }
  }
  return `${text}}]`;
}

/** What an output answers for a row, as JSON text. */
function entriesOf(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  i: number,
): (row: number) => string {
  const output = outputs[i];
  const { name, role, width } = output;
  if (role === 'ids') {
    const ids = textsOf(output, values[i]);
    return row => idList(ids, row * width, width);
  }
  const numbers = numbersOf(output, values[i]);
  const neighbours = role === 'similarity' ? neighboursOf(outputs, values) : null;
  if (neighbours) return row => similarityList(numbers, neighbours.ids, row * width, width);
  assertFinite(numbers, name, width);
  return hasListEntries(output)
    ? row => numberList(numbers, row * width, width)
    : row => String(numbers[row]);
}
