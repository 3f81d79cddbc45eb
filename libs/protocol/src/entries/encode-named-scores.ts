import { asciiString } from './ascii-string';
import { assertFinite, numberList } from './number-lists';
import { assertSameRows } from './output-values';

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
  const rowCount = assertSameRows(outputs, columns);
  outputs.forEach(({ name, width }, i) => assertFinite(columns[i], name, width));
  // What stands before a number: the end of what came before it, and its name.
  const leads = outputs.map(({ name }, i) => `${i === 0 ? '{' : ','}${asciiString(name)}:`);
  let text = '';
  for (let row = 0; row < rowCount; row++) {
    text += row === 0 ? '[' : '},';
    for (let i = 0; i < leads.length; i++) {
      const { width } = outputs[i];
      text += leads[i];
      text += width === 1 ? columns[i][row] : numberList(columns[i], row * width, width);
    }
  }
  return rowCount === 0 ? '[]' : `${text}}]`;
}
