import { InternalError } from '../errors';

/** `width` numbers from `start` on, as a JSON list. */
export function numberList(values: Float32Array, start: number, width: number): string {
  let text = `[${values[start]}`;
  for (let i = start + 1; i < start + width; i++) text += `,${values[i]}`;
  return `${text}]`;
}

/**
 * The numbers of all rows, as a JSON list with a list a row.
 *
 * @param values - row-major [rows, width], all finite
 */
export function numberLists(values: Float32Array, width: number): string {
  let text = '[';
  for (let at = 0; at < values.length; at += width) {
    if (at > 0) text += ',';
    text += numberList(values, at, width);
  }
  return `${text}]`;
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
