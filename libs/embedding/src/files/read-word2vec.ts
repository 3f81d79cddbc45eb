import { open, type FileHandle } from 'node:fs/promises';
import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';
import type { Word2vecFormat } from './encode-word2vec';
import { FileBytes } from './file-bytes';
import type { VectorTable } from './vector-table';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const MOST_HEADER_BYTES = 200;
const MOST_ID_BYTES = 65_536;
/** Of a number as text. */
const MOST_NUMBER_BYTES = 64;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Reads the next vector into its place; returns its id, or null if the file ends before. */
type ReadVector = (bytes: FileBytes, vector: Float32Array) => Promise<string | null>;

/**
 * Reads a file of word2vec's.
 *
 * @throws BadEmbeddingInput if it cannot be read, is damaged, or holds what is no number
 */
export async function readWord2vec(file: string, format: Word2vecFormat): Promise<VectorTable> {
  const handle = await open(file).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadEmbeddingInput(`${file} cannot be read (${code}).`);
  });
  try {
    return await readTable(file, handle, format === 'text' ? readLine : readBytes);
  } finally {
    await handle.close();
  }
}

async function readTable(file: string, handle: FileHandle, readVector: ReadVector): Promise<VectorTable> {
  const bytes = new FileBytes(handle);
  const { count, dim } = await readHeader(file, bytes);
  // A number takes a byte at least, so that a damaged header asks for no more memory than the file is worth.
  const { size } = await handle.stat();
  if (count * dim > size) throw damaged(file, `its first line promises ${count} vectors of ${dim} numbers`);
  const rows = new Float32Array(count * dim);
  const ids = new Set<string>();
  for (let i = 0; i < count; i++) {
    const vector = rows.subarray(i * dim, (i + 1) * dim);
    const id = await readVector(bytes, vector);
    if (id === null) throw damaged(file, `vector ${i + 1} of ${count} does not have ${dim} numbers`);
    const wrong = vector.findIndex(number => !Number.isFinite(number));
    if (wrong >= 0) {
      throw damaged(file, `number ${wrong + 1} of the vector of ${quoted(id)} is ${vector[wrong]}`);
    }
    if (ids.has(id)) throw damaged(file, `there are two vectors of ${quoted(id)}`);
    ids.add(id);
  }
  return { ids: [...ids], dim, rows };
}

async function readHeader(file: string, bytes: FileBytes): Promise<{ count: number; dim: number }> {
  const line = (await bytes.upTo(NEWLINE, MOST_HEADER_BYTES))?.toString() ?? '';
  const [, count, dim] = /^(\d{1,12}) (\d{1,9})\s*$/.exec(line) ?? [];
  if (count === undefined || Number(dim) === 0) {
    throw new BadEmbeddingInput(
      `${file} is no file of word2vec's: its first line is not the number of its vectors and their dimension.`,
    );
  }
  return { count: Number(count), dim: Number(dim) };
}

const readLine: ReadVector = async (bytes, vector) => {
  const most = MOST_ID_BYTES + vector.length * MOST_NUMBER_BYTES;
  const line = await bytes.upTo(NEWLINE, most);
  const [id, ...numbers] = (line?.toString() ?? '').trimEnd().split(' ');
  if (numbers.length !== vector.length) return null;
  // An empty text is no number, though it would become 0.
  numbers.forEach((number, i) => (vector[i] = number === '' ? NaN : Number(number)));
  return id;
};

const readBytes: ReadVector = async (bytes, vector) => {
  // The word2vec program writes a newline after each vector, gensim does not.
  await bytes.skip(NEWLINE);
  const id = await bytes.upTo(SPACE, MOST_ID_BYTES);
  if (!id) return null;
  const text = id.toString();
  const numbers = await bytes.take(vector.length * FLOAT_BYTES);
  if (numbers.length < vector.length * FLOAT_BYTES) return null;
  for (let i = 0; i < vector.length; i++) vector[i] = numbers.readFloatLE(i * FLOAT_BYTES);
  return text;
};

function damaged(file: string, what: string): BadEmbeddingInput {
  return new BadEmbeddingInput(`${file} is damaged: ${what}. Write it anew, or take another.`);
}
