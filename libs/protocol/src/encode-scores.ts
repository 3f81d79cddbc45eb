import { InternalError } from './errors';

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
  if (width === 1) return `[${scores.join(',')}]`;
  let text = '[';
  for (let at = 0; at < scores.length; at += width) {
    text += at === 0 ? '[' : ',[';
    text += listBody(scores, at, width);
  }
  return `${text}]`;
}

/** One output of a model with several. */
export interface NamedOutput {
  readonly name: string;
  /** How many numbers a row has. */
  readonly width: number;
}

/**
 * A list of objects as JSON text in ASCII, one a row, each with a number under every name, or with a list of numbers
 * where a row has several.
 *
 * @example encodeNamedScores([{ name: 'ctr', width: 1 }], [Float32Array.of(0.5)]) // [{"ctr":0.5}]
 * @param columns - the numbers of all rows of each output, row-major [rows, width]
 * @throws InternalError if a number is not finite, which JSON cannot say, or the outputs have not the same rows
 */
export function encodeNamedScores(outputs: readonly NamedOutput[], columns: readonly Float32Array[]): string {
  const rowCount = columns[0].length / outputs[0].width;
  outputs.forEach(({ name, width }, i) => {
    if (columns[i].length !== rowCount * width)
      throw new InternalError(`The output "${name}" has other rows than "${outputs[0].name}".`);
    assertFinite(columns[i], name, width);
  });
  // What stands before a number: the end of what came before it, and its name.
  const leads = outputs.map(({ name }, i) => `${i === 0 ? '{' : ','}${asciiString(name)}:`);
  let text = '';
  for (let row = 0; row < rowCount; row++) {
    text += row === 0 ? '[' : '},';
    for (let i = 0; i < leads.length; i++) {
      const { width } = outputs[i];
      text += leads[i];
      text += width === 1 ? columns[i][row] : `[${listBody(columns[i], row * width, width)}`;
    }
  }
  return rowCount === 0 ? '[]' : `${text}}]`;
}

/** `width` numbers from `start` on, and the end of their list. */
function listBody(values: Float32Array, start: number, width: number): string {
  let text = `${values[start]}`;
  for (let i = start + 1; i < start + width; i++) text += `,${values[i]}`;
  return `${text}]`;
}

function assertFinite(values: Float32Array, name: string, width: number): void {
  for (let at = 0; at < values.length; at++) {
    if (values[at] - values[at] !== 0)
      throw new InternalError(`The ${name} of row ${Math.floor(at / width)} is not a finite number.`);
  }
  if (values.length % width !== 0) throw new InternalError(`The ${name} of the last row is not complete.`);
}

/** A text as JSON without a character beyond ASCII. */
function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
