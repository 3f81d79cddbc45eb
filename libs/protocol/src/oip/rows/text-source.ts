import { isUtf8 } from 'node:buffer';
import { BadRequest } from '../../errors';
import { LONGEST_TEXT_BYTES } from '../../json/json-cursor';
import type { Elements } from '../tensor';

/** The elements of a BYTES tensor. */
export type TextElements = Extract<Elements, { kind: 'texts' | 'bytes' }>;

/** Stands in for bytes that are not UTF-8, and may be a character of a text itself. */
const REPLACEMENT = '\ufffd';

/** The bytes of element `index`. */
export function bytesAt(elements: TextElements, index: number): Buffer {
  if (elements.kind === 'texts') return Buffer.from(elements.values[index]);
  const { bytes, starts, ends } = elements.values;
  return bytes.subarray(starts[index], ends[index]);
}

/**
 * Element `index` as a text.
 *
 * @param place - where it stands, for messages
 * @throws BadRequest if it is not UTF-8, or too long for a value of a feature
 */
export function textAt(elements: TextElements, index: number, place: () => string): string {
  if (elements.kind === 'texts') return elements.values[index];
  const { bytes, starts, ends } = elements.values;
  const start = starts[index];
  const end = ends[index];
  if (end - start > LONGEST_TEXT_BYTES) {
    throw new BadRequest(
      `${place()}: the text is longer than ${LONGEST_TEXT_BYTES} bytes, which no value is.`,
    );
  }
  const text = bytes.toString('utf8', start, end);
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))) throw notUtf8(place());
  return text;
}

/** How many bytes element `index` has, about. */
export function sizeAt(elements: TextElements, index: number): number {
  if (elements.kind === 'texts') return elements.values[index].length;
  return elements.values.ends[index] - elements.values.starts[index];
}

export function notUtf8(place: string): BadRequest {
  return new BadRequest(`${place}: the text is not valid UTF-8.`);
}
