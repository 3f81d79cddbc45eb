import { InternalError } from './errors';

/**
 * A list of scores as JSON text. Each is written as the double that equals the float32, so nothing is lost.
 *
 * @throws InternalError if a score is not finite, which JSON cannot say
 */
export function encodeScores(scores: Float32Array): string {
  assertFinite(scores, 'score');
  return `[${scores.join(',')}]`;
}

/**
 * A list of objects as JSON text in ASCII, one a row, each with a number under every name.
 *
 * @example encodeNamedScores(['ctr', 'gmv'], [Float32Array.of(0.5), Float32Array.of(20)]) // [{"ctr":0.5,"gmv":20}]
 * @param columns - the numbers of all rows under each name
 * @throws InternalError if a number is not finite, which JSON cannot say, or the columns are not of one length
 */
export function encodeNamedScores(names: readonly string[], columns: readonly Float32Array[]): string {
  const rowCount = columns[0].length;
  names.forEach((name, i) => {
    if (columns[i].length !== rowCount)
      throw new InternalError(`The output "${name}" has another number of values than "${names[0]}".`);
    assertFinite(columns[i], name);
  });
  // What stands before a number: the end of what came before it, and its name.
  const leads = names.map((name, i) => `${i === 0 ? '{' : ','}${asciiString(name)}:`);
  let text = '';
  for (let row = 0; row < rowCount; row++) {
    text += row === 0 ? '[' : '},';
    for (let i = 0; i < leads.length; i++) text += leads[i] + columns[i][row];
  }
  return rowCount === 0 ? '[]' : `${text}}]`;
}

function assertFinite(values: Float32Array, name: string): void {
  for (let row = 0; row < values.length; row++) {
    if (values[row] - values[row] !== 0)
      throw new InternalError(`The ${name} of row ${row} is not a finite number.`);
  }
}

/** A text as JSON without a character beyond ASCII. */
function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
