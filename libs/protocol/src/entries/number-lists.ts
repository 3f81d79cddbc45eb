import { InternalError } from '../errors';
import { CLOSE_BRACKET, COMMA, OPEN_BRACKET } from '../json/json-cursor';
import { AsciiWriter } from './ascii-writer';

/** `width` numbers from `start` on, as a JSON list. */
export function numberList(values: Float32Array, start: number, width: number): string {
  const writer = new AsciiWriter();
  writer.numberList(values, start, width);
  return writer.finish();
}

/**
 * The numbers of all rows, as a JSON list with a list a row.
 *
 * @param values - row-major [rows, width], all finite
 */
export function numberLists(values: Float32Array, width: number): string {
  const writer = new AsciiWriter();
  writer.byte(OPEN_BRACKET);
  for (let at = 0; at < values.length; at += width) {
    if (at > 0) writer.byte(COMMA);
    writer.numberList(values, at, width);
  }
  writer.byte(CLOSE_BRACKET);
  return writer.finish();
}

/**
 * @param name - what the numbers are, for messages
 * @throws InternalError if a number is not finite, which JSON cannot say, or the last row is not complete
 */
export function assertFinite(values: Float32Array, name: string, width: number): void {
  for (let at = 0; at < values.length; at++) {
    if (values[at] - values[at] !== 0)
      throw new InternalError(`The ${name} of row ${Math.floor(at / width)} is not a finite number.`);
  }
  if (values.length % width !== 0) throw new InternalError(`The ${name} of the last row is not complete.`);
}
