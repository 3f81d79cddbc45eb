const WORD_BYTES = 4;

/** So many words of four bytes: where they lie, if they can be read there, else a copy. */
export function wordsAt(bytes: Buffer, at: number, count: number): Uint8Array {
  const words = bytes.subarray(at, at + count * WORD_BYTES);
  return words.byteOffset % WORD_BYTES === 0 ? words : Uint8Array.from(words);
}

/** So many uint32. */
export function wholeNumbersAt(bytes: Buffer, at: number, count: number): Uint32Array {
  const words = wordsAt(bytes, at, count);
  return new Uint32Array(words.buffer, words.byteOffset, count);
}
