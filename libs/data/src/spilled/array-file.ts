import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { orNotSpilled } from './not-spilled';

/** The arrays that files hold. */
type Numbers = Float32Array | Float64Array | Int32Array;

/**
 * A long array on disk: written from its beginning to its end, read piece by piece. Reading and writing block the thread,
 * since what is read is needed before anything else can be done, also within a call of a native library.
 */
export class ArrayFile<T extends Numbers> {
  readonly #path: string;
  readonly #make: (length: number) => T;
  readonly #file: number;
  #length = 0;

  /**
   * @param make - an array of so many elements
   * @throws NotSpilled
   */
  constructor(path: string, make: (length: number) => T) {
    this.#path = path;
    this.#make = make;
    this.#file = orNotSpilled(path, () => openSync(path, 'wx+'));
  }

  /** Elements written. */
  get length(): number {
    return this.#length;
  }

  /** Writes behind what was written before. @throws NotSpilled, for a full disk */
  append(values: T): void {
    const bytes = bytesOf(values);
    const begin = this.#length * values.BYTES_PER_ELEMENT;
    orNotSpilled(this.#path, () => {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, begin + done);
    });
    this.#length += values.length;
  }

  /** The elements from `begin` up to `end`. @throws NotSpilled */
  read(begin: number, end: number): T {
    const values = this.#make(end - begin);
    const bytes = bytesOf(values);
    const first = begin * values.BYTES_PER_ELEMENT;
    orNotSpilled(this.#path, () => {
      for (let done = 0; done < bytes.length;) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, first + done);
        if (count === 0) throw new RangeError(`There are no elements from ${begin} to ${end}.`);
        done += count;
      }
    });
    return values;
  }

  /** Gives the disk back. */
  remove(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}

function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
