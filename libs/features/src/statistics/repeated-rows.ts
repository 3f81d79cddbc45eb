import type { RawColumn } from '../encode/raw-column';

/** About so many rows are compared; which ones depends on what they hold, so that equal rows are together in or out. */
const COMPARED_ROWS = 65_536;
/** So many rows are hashed column by column at a time, so that they stay in the cache in between. */
const BLOCK_ROWS = 8_192;

/**
 * The share of rows that are equal in all columns to a row before them; of many rows it is an estimate.
 *
 * @param columns - raw columns, and plain numbers such as labels, of `rowCount` rows each
 */
export function repeatedShare(columns: readonly (RawColumn | Float32Array)[], rowCount: number): number {
  if (rowCount === 0) return 0;
  const hashers = columns.map(hasherOf);
  const hashes = new Uint32Array(BLOCK_ROWS);
  const limit = Math.min(1, COMPARED_ROWS / rowCount) * 2 ** 32;
  const kept: Uint32Array[] = [];
  for (let begin = 0; begin < rowCount; begin += BLOCK_ROWS) {
    const block = hashes.subarray(0, Math.min(BLOCK_ROWS, rowCount - begin)).fill(SEED);
    for (const hash of hashers) hash(block, begin);
    kept.push(limit < 2 ** 32 ? block.filter(hash => finished(hash) < limit) : block.slice());
  }
  return shareOfRepeats(kept);
}

/** Goes on with the hashes of the rows from `begin` on. */
type Hasher = (hashes: Uint32Array, begin: number) => void;

const SEED = 0x2545f491;

function hasherOf(column: RawColumn | Float32Array): Hasher {
  if (column instanceof Float32Array) return wordHasher(bitsOf(column));
  switch (column.kind) {
    case 'numeric':
      return wordHasher(bitsOf(column.values));
    case 'category':
      return wordHasher(column.codes);
    case 'sequence':
      return sequenceHasher(column);
  }
}

function wordHasher(words: Int32Array): Hasher {
  return (hashes, begin) => {
    for (let i = 0; i < hashes.length; i++) hashes[i] = mixed(hashes[i], words[begin + i]);
  };
}

function sequenceHasher({ offsets, codes }: Extract<RawColumn, { kind: 'sequence' }>): Hasher {
  return (hashes, begin) => {
    for (let i = 0; i < hashes.length; i++) {
      const [start, end] = [offsets[begin + i], offsets[begin + i + 1]];
      let hash = mixed(hashes[i], end - start);
      for (let event = start; event < end; event++) hash = mixed(hash, codes[event]);
      hashes[i] = hash;
    }
  };
}

function bitsOf(values: Float32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** Hashes whose every bit depends on all of the row, since the leading ones choose. */
function finished(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (product ^ (product >>> 13)) >>> 0;
}

function shareOfRepeats(parts: readonly Uint32Array[]): number {
  const hashes = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    hashes.set(part, end);
    end += part.length;
  }
  hashes.sort();
  let repeats = 0;
  for (let i = 1; i < hashes.length; i++) if (hashes[i] === hashes[i - 1]) repeats++;
  return hashes.length === 0 ? 0 : repeats / hashes.length;
}
