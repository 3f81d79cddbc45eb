import type { RawColumn } from '../encode/columns/raw-column';
import { RowSample } from './row-sample';

/** About so many rows are compared; which ones depends on what they hold, so that equal rows are together in or out. */
const COMPARED_ROWS = 65_536;
/** So many rows are hashed column by column at a time, so that they stay in the cache in between. */
const BLOCK_ROWS = 8_192;

/** Columns of some rows: raw ones, and plain numbers such as labels. */
export type ComparedColumns = readonly (RawColumn | Float32Array)[];

/**
 * The share of rows that are equal in all columns to a row before them; of many rows it is an estimate.
 *
 * @param columnsOf - gives the columns of the rows from `begin` up to `end`, each time the same ones
 */
export function repeatedShare(
  columnsOf: (begin: number, end: number) => ComparedColumns,
  rowCount: number,
): number {
  const limit = Math.min(1, COMPARED_ROWS / Math.max(1, rowCount)) * 2 ** 32;
  const isEstimate = limit < 2 ** 32;
  const kept: Int32Array[] = [];
  const drawn: Int32Array[] = [];
  const sample = new RowSample(rowCount, DRAWN_ROWS);
  let telling: readonly number[] | undefined;
  for (let begin = 0; begin < rowCount; begin += ROWS_AT_ONCE) {
    const end = Math.min(begin + ROWS_AT_ONCE, rowCount);
    const columns = columnsOf(begin, end);
    telling ??= isEstimate ? tellingColumns(columns, Math.min(TRIED_ROWS, end - begin)) : [];
    const choosers = telling.map(place => columns[place]);
    kept.push(keptHashes({ all: columns, telling: choosers, limit, rowCount: end - begin }));
    if (isEstimate) drawn.push(hashesOf(columns, sample.draw(ALL_ROWS.subarray(0, end - begin))));
  }
  return Math.max(shareOfRepeats(kept), shareOfRepeats(drawn));
}

/**
 * Rows that are drawn by chance beside those that are chosen by what they hold: a row that comes very often is wholly
 * among the chosen ones or not at all.
 */
const DRAWN_ROWS = 16_384;

/** Rows that are asked for at a time, since all may be too many for the memory. */
const ROWS_AT_ONCE = 65_536;
const ALL_ROWS = Uint32Array.from({ length: ROWS_AT_ONCE }, (_, row) => row);
/** Rows by which columns are chosen. */
const TRIED_ROWS = 4_096;
/** Of the different rows these are told apart by columns that choose which rows are compared. */
const TOLD_APART = 0.99;

/**
 * A few columns that tell nearly all rows apart, by their places: which rows are compared can be chosen by these, and the
 * other columns are hashed of few rows alone.
 */
function tellingColumns(columns: ComparedColumns, rowCount: number): number[] {
  const distinct = (some: ComparedColumns): number => {
    const hashes = new Int32Array(rowCount).fill(SEED);
    for (const hash of hashersOf(some)) hash(hashes, 0);
    return new Set(hashes).size;
  };
  const different = distinct(columns);
  // Rows that are mostly alike do not tell what tells the others apart.
  if (different < rowCount / 2) return [...columns.keys()];
  const byDistinct = columns
    .map((column, place) => ({ place, distinct: distinct([column]) }))
    .sort((a, b) => b.distinct - a.distinct)
    .map(({ place }) => place);
  for (let count = 1; count < byDistinct.length; count++) {
    const telling = byDistinct.slice(0, count);
    if (distinct(telling.map(place => columns[place])) >= TOLD_APART * different) return telling;
  }
  return byDistinct;
}

interface Block {
  readonly all: ComparedColumns;
  /** Those that choose rows; all are taken where there are none. */
  readonly telling: ComparedColumns;
  readonly limit: number;
  readonly rowCount: number;
}

/** The hashes of the rows that are compared. */
function keptHashes({ all, telling, limit, rowCount }: Block): Int32Array {
  const [choosers, hashers] = [hashersOf(telling), hashersOf(all)];
  // Signed, since of 32 bits without a sign the engine makes floating numbers.
  const kept = new Int32Array(rowCount);
  let count = 0;
  for (let begin = 0; begin < rowCount; begin += BLOCK_ROWS) {
    const end = Math.min(begin + BLOCK_ROWS, rowCount);
    const block = kept.subarray(count, count + end - begin).fill(SEED);
    if (telling.length === 0) {
      for (const hash of hashers) hash(block, begin);
      count = end;
      continue;
    }
    for (const hash of choosers) hash(block, begin);
    for (let i = 0; i < block.length; i++) {
      if (finished(block[i]) >= limit) continue;
      // In the place of a hash that has been looked at.
      hashRow(hashers, begin + i, kept, count++);
    }
  }
  return kept.slice(0, count);
}

function hashesOf(columns: ComparedColumns, rows: Uint32Array): Int32Array {
  const hashers = hashersOf(columns);
  const hashes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) hashRow(hashers, rows[i], hashes, i);
  return hashes;
}

/** Writes the hash of a row to a place. */
function hashRow(hashers: readonly Hasher[], row: number, out: Int32Array, place: number): void {
  const hash = out.subarray(place, place + 1).fill(SEED);
  for (const goOn of hashers) goOn(hash, row);
}

/** Goes on with the hashes of the rows from `begin` on. */
type Hasher = (hashes: Int32Array, begin: number) => void;

const SEED = 0x2545f491;

/** Columns of one word a row are taken several at a time, which spares the way of the hashes to memory and back. */
function hashersOf(columns: ComparedColumns): Hasher[] {
  const words: Int32Array[] = [];
  const hashers: Hasher[] = [];
  for (const column of columns) {
    if (column instanceof Float32Array) words.push(bitsOf(column));
    else if (column.kind === 'numeric') words.push(bitsOf(column.values));
    else if (column.kind === 'category') words.push(column.codes);
    else hashers.push(sequenceHasher(column));
  }
  const single = words.length % AT_ONCE;
  for (let i = 0; i < single; i++) hashers.push(wordHasher(words[i]));
  for (let i = single; i < words.length; i += AT_ONCE) {
    hashers.push(wordsHasher(words[i], words[i + 1], words[i + 2], words[i + 3]));
  }
  return hashers;
}

const AT_ONCE = 4;

function wordHasher(words: Int32Array): Hasher {
  return (hashes, begin) => {
    for (let i = 0; i < hashes.length; i++) hashes[i] = mixed(hashes[i], words[begin + i]);
  };
}

function wordsHasher(a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array): Hasher {
  return (hashes, begin) => {
    for (let i = 0; i < hashes.length; i++) {
      const row = begin + i;
      hashes[i] = mixed(mixed(mixed(mixed(hashes[i], a[row]), b[row]), c[row]), d[row]);
    }
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

function shareOfRepeats(parts: readonly Int32Array[]): number {
  const hashes = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
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
