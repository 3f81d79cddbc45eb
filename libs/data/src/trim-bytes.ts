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

/** Space, tab and the line ends of ASCII. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
