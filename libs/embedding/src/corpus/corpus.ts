import { closeSync, readSync } from 'node:fs';

/** After each sentence. */
export const SENTENCE_END = -1;
/** Words and ends of sentences that are read, and trained on, at once: as many as gensim's batches have. */
export const BLOCK_LENGTH = 10_000;
/** Blocks are never in two pieces of memory. */
export const SEGMENT_LENGTH = BLOCK_LENGTH * 100;

/**
 * Sentences as one stream of int32: numbers of words, and `SENTENCE_END` after each sentence, once or more often. It lies
 * in memory that threads share, or in a file that is open.
 */
export interface Corpus {
  readonly store: CorpusStore;
  /** How many int32 there are. */
  readonly length: number;
}

export type CorpusStore =
  | { readonly kind: 'memory'; readonly segments: readonly SharedArrayBuffer[] }
  | { readonly kind: 'file'; readonly descriptor: number };

/** How many blocks a corpus is read in. */
export function blocksOf({ length }: Corpus): number {
  return Math.ceil(length / BLOCK_LENGTH);
}

/**
 * Reads a block.
 *
 * @param room - int32 [BLOCK_LENGTH], which may be written to
 * @returns what the block holds
 */
export function readBlock({ store, length }: Corpus, block: number, room: Int32Array): Int32Array {
  const start = block * BLOCK_LENGTH;
  const count = Math.min(BLOCK_LENGTH, length - start);
  if (store.kind === 'memory') {
    const segment = store.segments[Math.floor(start / SEGMENT_LENGTH)];
    return new Int32Array(segment, (start % SEGMENT_LENGTH) * Int32Array.BYTES_PER_ELEMENT, count);
  }
  const bytes = new Uint8Array(room.buffer, room.byteOffset, count * Int32Array.BYTES_PER_ELEMENT);
  const position = start * Int32Array.BYTES_PER_ELEMENT;
  for (let read = 0; read < bytes.length;) {
    const some = readSync(store.descriptor, bytes, read, bytes.length - read, position + read);
    if (some === 0) throw new Error(`The temporary file of the corpus ends before block ${block}.`);
    read += some;
  }
  return room.subarray(0, count);
}

/** Gives back what a corpus takes on disk; it cannot be read any more then. */
export function closeCorpus({ store }: Corpus): void {
  if (store.kind === 'file') closeSync(store.descriptor);
}
