import { trimmedEnd, trimmedStart } from './trim-bytes';

/** Takes the part of some bytes from `start` up to `end`. */
export type PartVisitor = (start: number, end: number) => void;

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT] = Buffer.from('"\\,[]{');

/** Visits the texts between separators, without the spaces around them; empty ones are left out. */
export function visitSeparated(
  bytes: Uint8Array,
  start: number,
  end: number,
  separator: Uint8Array,
  visit: PartVisitor,
): void {
  let from = start;
  for (let i = start; i <= end - separator.length; i++) {
    if (!startsWith(bytes, i, separator)) continue;
    visitTrimmed(bytes, from, i, visit);
    from = i + separator.length;
    i = from - 1;
  }
  visitTrimmed(bytes, from, end, visit);
}

/**
 * Visits the elements of a well-formed JSON list, each as it is written.
 *
 * @returns false, with some elements visited, if there are lists or objects among them
 */
export function visitJsonList(bytes: Uint8Array, start: number, end: number, visit: PartVisitor): boolean {
  let i = trimmedStart(bytes, start + 1, end);
  while (i < end && bytes[i] !== CLOSE_LIST) {
    if (bytes[i] === OPEN_LIST || bytes[i] === OPEN_OBJECT) return false;
    const from = i;
    if (bytes[i] === QUOTE) i = endOfString(bytes, i, end);
    else while (i < end && bytes[i] !== COMMA && bytes[i] !== CLOSE_LIST) i++;
    visit(from, trimmedEnd(bytes, from, i));
    i = trimmedStart(bytes, i, end);
    if (bytes[i] === COMMA) i = trimmedStart(bytes, i + 1, end);
  }
  return true;
}

function startsWith(bytes: Uint8Array, position: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[position + i] !== text[i]) return false;
  }
  return true;
}

function visitTrimmed(bytes: Uint8Array, start: number, end: number, visit: PartVisitor): void {
  const from = trimmedStart(bytes, start, end);
  if (from < end) visit(from, trimmedEnd(bytes, from, end));
}

function endOfString(bytes: Uint8Array, start: number, end: number): number {
  let i = start + 1;
  while (i < end && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i + 1;
}
