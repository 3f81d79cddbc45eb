import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';
import type { VectorTable } from './vector-table';

/** The formats of the word2vec program, which most tools for vectors read. */
export type Word2vecFormat = 'text' | 'binary';

/** So many vectors become one piece. */
const ROWS_AT_ONCE = 1_000;
/** Digits with which every float32 is told from all others. */
const DIGITS = 9;
/** What ends an id in these formats, or a line, for one of their readers. */
const SEPARATOR = /[\s\p{Zs}\p{Zl}\p{Zp}\p{Cc}]/u;

/**
 * A file of word2vec's, piece by piece: a line with how many vectors there are and their dimension, then each id, a space
 * and its numbers, as text or as float32.
 *
 * @throws BadEmbeddingInput for an id that these formats cannot hold, before there is any piece
 */
export function encodeWord2vec(table: VectorTable, format: Word2vecFormat): Iterable<Buffer> {
  assertWord2vecIds(table.ids);
  return pieces(table, format);
}

/** @throws BadEmbeddingInput for an id that the formats of word2vec's cannot hold */
export function assertWord2vecIds(ids: readonly string[]): void {
  const id = ids.find(id => id === '' || SEPARATOR.test(id));
  if (id === undefined) return;
  throw new BadEmbeddingInput(
    `The id ${quoted(id)} cannot be written in a format of word2vec's, where ${id === '' ? 'no id is empty' : 'spaces end an id'}: write JSON instead.`,
  );
}

/** The first line of such a file. */
export function word2vecHeader(count: number, dim: number): string {
  return `${count} ${dim}\n`;
}

/** What stands behind the first line for some vectors. */
export function word2vecRows({ ids, dim, rows }: VectorTable, format: Word2vecFormat): Buffer {
  const encode = format === 'text' ? textOf : bytesOf;
  return Buffer.concat(ids.map((id, i) => encode(id, rows.subarray(i * dim, (i + 1) * dim))));
}

function* pieces({ ids, dim, rows }: VectorTable, format: Word2vecFormat): Iterable<Buffer> {
  yield Buffer.from(word2vecHeader(ids.length, dim));
  for (let first = 0; first < ids.length; first += ROWS_AT_ONCE) {
    const some = ids.slice(first, first + ROWS_AT_ONCE);
    const part = { ids: some, dim, rows: rows.subarray(first * dim, (first + some.length) * dim) };
    yield word2vecRows(part, format);
  }
}

function textOf(id: string, vector: Float32Array): Buffer {
  let line = id;
  for (const number of vector) line += ` ${Number(number.toPrecision(DIGITS))}`;
  return Buffer.from(`${line}\n`);
}

function bytesOf(id: string, vector: Float32Array): Buffer {
  const start = Buffer.from(`${id} `);
  const bytes = Buffer.alloc(start.length + vector.length * Float32Array.BYTES_PER_ELEMENT + 1);
  start.copy(bytes);
  vector.forEach((number, i) =>
    bytes.writeFloatLE(number, start.length + i * Float32Array.BYTES_PER_ELEMENT),
  );
  bytes.write('\n', bytes.length - 1);
  return bytes;
}
