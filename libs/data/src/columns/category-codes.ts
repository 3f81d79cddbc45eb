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
export class CategoryCoder {
  readonly #codes: ByteMemo;
  /** What was read last: a view for each text of a chunk would be as much as the texts. */
  #buffer = Buffer.alloc(0);

  constructor(
    readonly categories: Categories,
    read: CategoryReader,
  ) {
    this.#codes = new ByteMemo((bytes, start, end) => {
      const value = read(this.#bufferOf(bytes).toString('utf8', start, end));
      if (value === undefined) return UNSUITABLE_CODE;
      return value === null ? BLANK_CODE : categories.codeOf(value);
    });
  }

  /** The code of `bytes` from `start` up to `end`, BLANK_CODE or UNSUITABLE_CODE. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#codes.get(bytes, start, end);
  }

  /** Stores the codes of many cells from `codes[offset]` on. */
  codesOf(cells: TextCells, codes: Int32Array, offset: number): void {
    this.#codes.getAll(cells, codes, offset);
  }

  #bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
    const known = this.#buffer;
    if (known.buffer === buffer && known.byteOffset === byteOffset && known.byteLength === byteLength)
      return known;
    return (this.#buffer = Buffer.from(buffer, byteOffset, byteLength));
  }
}
