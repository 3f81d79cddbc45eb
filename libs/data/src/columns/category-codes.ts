import { ByteMemo } from './byte-memo';
import type { CategoryReader } from './category-value';
import type { TextCells } from './text-cells';

/** The code of a blank cell. */
export const BLANK_CODE = -1;
/** The code of a cell that holds no category. */
export const UNSUITABLE_CODE = -2;

/** Distinct categories, numbered in order of first appearance. */
export class Categories {
  readonly values: string[] = [];
  readonly #codes = new Map<string, number>();

  codeOf(value: string): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}

/** Codes cells by their bytes, so that each distinct spelling is decoded and read once. */
export interface CategoryCoder {
  /** The code of `bytes` from `start` up to `end`, BLANK_CODE or UNSUITABLE_CODE. */
  codeOf(bytes: Uint8Array, start: number, end: number): number;
  /** Stores the codes of many cells from `codes[offset]` on. */
  codesOf(cells: TextCells, codes: Int32Array, offset: number): void;
}

/** Codes cells for categories that other coders may know as well, and of any spelling. */
export function categoryCoder(categories: Categories, read: CategoryReader): CategoryCoder {
  return new MemoCoder(read, value => categories.codeOf(value));
}

/**
 * Codes cells for categories of its own.
 *
 * @param read - gives a category for itself
 * @param values - takes the distinct categories in order of first appearance
 */
export function ownCategoryCoder(values: string[], read: CategoryReader): CategoryCoder {
  // A category is remembered by the bytes that it has as a text, so that no second table of all of them is needed.
  const coder: CategoryCoder = new MemoCoder(read, (value, text) => {
    if (value === text) return values.push(value) - 1;
    const bytes = Buffer.from(value);
    return coder.codeOf(bytes, 0, bytes.length);
  });
  return coder;
}

class MemoCoder implements CategoryCoder {
  readonly #codes: ByteMemo;
  /** What was read last, and a view of it: one for each text of a chunk would be as much as the texts. */
  #bytes: Uint8Array = Buffer.alloc(0);
  #buffer: Buffer = Buffer.alloc(0);

  /** @param codeOf - gives the code of a category that was read of a text */
  constructor(read: CategoryReader, codeOf: (value: string, text: string) => number) {
    this.#codes = new ByteMemo((bytes, start, end, whole) => {
      // A number is written sooner than bytes are decoded.
      const text = whole >= 0 ? String(whole) : this.#bufferOf(bytes).toString('utf8', start, end);
      const value = read(text);
      if (value === undefined) return UNSUITABLE_CODE;
      return value === null ? BLANK_CODE : codeOf(value, text);
    });
  }

  codeOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#codes.get(bytes, start, end);
  }

  codesOf(cells: TextCells, codes: Int32Array, offset: number): void {
    this.#codes.getAll(cells, codes, offset);
  }

  #bufferOf(bytes: Uint8Array): Buffer {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#buffer;
  }
}
