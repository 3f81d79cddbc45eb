import type { VectorBatch } from '../source/vector-source';
import type { VectorSink } from '../vector-sink';
import { ReplacedFile } from './replaced-file';

/** Room for the header, which says how many rows there are and is written last; a multiple of 64, as NumPy wants it. */
const HEADER_BYTES = 128;
const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const LENGTH_BYTES = 2;

/**
 * A matrix of NumPy, float32 [count, dim], with the ids of its rows in a file beside: for `items.npy` it is
 * `items.ids.json`, a list of texts.
 */
export async function npyFile(path: string, dim: number): Promise<VectorSink> {
  const matrix = await ReplacedFile.create(path);
  try {
    const ids = await ReplacedFile.create(idsFileOf(path));
    await matrix.write(Buffer.alloc(HEADER_BYTES));
    return new NpyFile(matrix, ids, dim);
  } catch (error) {
    await matrix.discard();
    throw error;
  }
}

/** Where the ids of a matrix lie. */
export function idsFileOf(path: string): string {
  return `${path.replace(/\.npy$/i, '')}.ids.json`;
}

class NpyFile implements VectorSink {
  #count = 0;

  constructor(
    private readonly matrix: ReplacedFile,
    private readonly ids: ReplacedFile,
    private readonly dim: number,
  ) {}

  async take({ ids, rows }: VectorBatch): Promise<void> {
    await this.matrix.write(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
    const texts = ids.map((id, i) => `${this.#count + i === 0 ? '[' : ',\n'}${JSON.stringify(id)}`);
    await this.ids.write(texts.join(''));
    this.#count += ids.length;
  }

  async finish(): Promise<void> {
    await this.matrix.overwrite(headerOf(this.#count, this.dim));
    await this.ids.write(this.#count === 0 ? '[]\n' : ']\n');
    await this.ids.replace();
    await this.matrix.replace();
  }

  async discard(): Promise<void> {
    await this.matrix.discard();
    await this.ids.discard();
  }
}

function headerOf(count: number, dim: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${dim}), }`;
  const length = HEADER_BYTES - MAGIC.length - LENGTH_BYTES;
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt16LE(length, MAGIC.length);
  header.write(`${text.padEnd(length - 1)}\n`, MAGIC.length + LENGTH_BYTES, 'latin1');
  return header;
}
