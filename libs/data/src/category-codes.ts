import { ByteDictionary } from './byte-dictionary';
import type { CategoryReader } from './category-value';

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
  readonly #spellings = new ByteDictionary();
  /** By spelling. */
  readonly #codes: number[] = [];

  constructor(
    readonly categories: Categories,
    readonly read: CategoryReader,
  ) {}

  /** The code of `bytes` from `start` up to `end`, BLANK_CODE or UNSUITABLE_CODE. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    const spelling = this.#spellings.codeOf(bytes, start, end);
    if (spelling === this.#codes.length) this.#codes.push(this.#codeOfNew(bytes, start, end));
    return this.#codes[spelling];
  }

  #codeOfNew(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    const value = this.read(text);
    if (value === undefined) return UNSUITABLE_CODE;
    return value === null ? BLANK_CODE : this.categories.codeOf(value);
  }
}
