import { open, rm, type FileHandle } from 'node:fs/promises';
import { quoted } from '@reckit/messages';
import { BadVectors } from '../errors';
import { IdTable } from './id-table';
import {
  encodeHeader,
  HEADER_BYTES,
  layoutOf,
  MAX_COUNT,
  MAX_DIM,
  MAX_ID_BYTES,
  type Similarity,
  type VectorHeader,
} from './vector-format';

export interface VectorFileOptions {
  /** How many numbers a vector has. */
  readonly dim: number;
  readonly similarity: Similarity;
  /**
   * The SHA-256 of the graph that makes the vectors, as `graphDigest` tells it; a package refuses vectors of another one.
   * @default none
   */
  readonly encodedBy?: string;
}

/** A vector file that is being written. In memory are its ids, not its vectors. */
export interface VectorFileWriter {
  /** How many vectors it has. */
  readonly count: number;
  /**
   * Adds vectors.
   *
   * @param vectors - row-major [ids.length, dim]
   * @throws BadVectors for an id that is empty or there already, and a number that is not finite; with the row, counted
   * from 1. The file is to be discarded then.
   */
  append(ids: readonly string[], vectors: Float32Array): Promise<void>;
  /** Completes the file and waits until the disk has it. */
  close(): Promise<VectorHeader>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/**
 * Begins a vector file, and replaces one that is there. Until it is closed, it is none that can be read.
 *
 * @example
 * const file = await createVectorFile('vectors.bin', { dim: 2, similarity: 'inner_product' });
 * await file.append(['a', 'b'], Float32Array.of(1, 0, 0, 1));
 * await file.close();
 * @throws BadVectors if there can be no such vectors
 */
export async function createVectorFile(path: string, options: VectorFileOptions): Promise<VectorFileWriter> {
  const { dim } = options;
  if (!Number.isInteger(dim) || dim < 1 || dim > MAX_DIM) {
    throw new BadVectors(`Vectors of ${dim} numbers cannot be written: 1 to ${MAX_DIM} are possible.`);
  }
  return new Writer(path, options, await open(path, 'w'));
}

class Writer implements VectorFileWriter {
  readonly #ids = new IdTable();
  readonly #dim: number;
  #at = HEADER_BYTES;

  constructor(
    private readonly path: string,
    private readonly options: VectorFileOptions,
    private readonly handle: FileHandle,
  ) {
    this.#dim = options.dim;
  }

  get count(): number {
    return this.#ids.count;
  }

  async append(ids: readonly string[], vectors: Float32Array): Promise<void> {
    if (vectors.length !== ids.length * this.#dim) {
      throw new RangeError(`${vectors.length} numbers are no ${ids.length} vectors of ${this.#dim}.`);
    }
    for (const [i, id] of ids.entries()) {
      this.#take(id);
      const at = notFinite(vectors, i * this.#dim, (i + 1) * this.#dim);
      if (at >= 0) {
        throw new BadVectors(
          `Row ${this.count}, the vector of ${quoted(id)}: its number ${at - i * this.#dim + 1} is ${vectors[at]}, not a finite one.`,
        );
      }
    }
    const bytes = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    await this.#write(bytes, this.#at);
    this.#at += bytes.length;
  }

  async close(): Promise<VectorHeader> {
    const { similarity, encodedBy = null } = this.options;
    const { bytes, offsets, count } = this.#ids;
    const header = { dim: this.#dim, count, similarity, encodedBy };
    const whole = { ...header, idBytes: bytes.length };
    const { offsetsAt, idsAt } = layoutOf(whole);
    await this.#write(Buffer.from(offsets.buffer, offsets.byteOffset, offsets.byteLength), offsetsAt);
    await this.#write(bytes, idsAt);
    await this.handle.sync();
    // Last, so that a file without all of its parts says so.
    await this.#write(encodeHeader(whole), 0);
    await this.handle.sync();
    await this.handle.close();
    return header;
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }

  #take(id: string): void {
    const row = this.count + 1;
    if (id === '') throw new BadVectors(`Row ${row} has an empty id: every vector needs one.`);
    // Half of a character, which UTF-8 cannot say.
    if (/\p{Surrogate}/u.test(id)) throw new BadVectors(`Row ${row}: the id ${quoted(id)} is no valid text.`);
    const earlier = this.#ids.add(id);
    if (earlier >= 0) {
      throw new BadVectors(
        `Row ${row} has the id ${quoted(id)}, and so has row ${earlier + 1}: ids must differ.`,
      );
    }
    if (this.count > MAX_COUNT || this.#ids.bytes.length > MAX_ID_BYTES) {
      throw new BadVectors(`Row ${row} is more than a vector file can hold.`);
    }
  }

  async #write(bytes: Buffer, at: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, at + written);
      written += bytesWritten;
    }
  }
}

/** Where the first number that is not finite lies; -1 if all are. */
export function notFinite(values: Float32Array, start: number, end: number): number {
  // What is not finite is NaN times 0, and so is every sum with it; four of them, since each waits for its last addition.
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a += values[i] * 0;
    b += values[i + 1] * 0;
    c += values[i + 2] * 0;
    d += values[i + 3] * 0;
  }
  for (; i < end; i++) a += values[i] * 0;
  if (a + b + c + d === 0) return -1;
  for (i = start; i < end; i++) if (values[i] - values[i] !== 0) return i;
  return -1;
}
