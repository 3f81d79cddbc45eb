import type { TextCells } from './text-cells';

/** Where text starts that has no spaces in front. */
export function trimmedStart(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && isSpace(bytes[first])) first++;
  return first;
}

/** Where text ends that has no spaces behind. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(bytes[last - 1])) last--;
  return last;
}

/** Takes the spaces around cells off, in place. */
export function trimCells({ count, bytes, starts, ends }: TextCells): void {
  for (let i = 0; i < count; i++) {
    starts[i] = trimmedStart(bytes, starts[i], ends[i]);
    ends[i] = trimmedEnd(bytes, starts[i], ends[i]);
  }
}

/** Space, tab and the line ends of ASCII. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
