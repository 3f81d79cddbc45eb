import { InvalidModelFile } from '../../errors';
import { isNumberArray } from './ubjson';

/**
 * A place in a parsed JSON or UBJSON document that knows its path, so that whatever is missing or of the wrong
 * type is reported by name. XGBoost writes many numbers as texts ("num_feature": "7"); both forms are read.
 */
export class DocumentCursor {
  readonly #value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  field(name: string): DocumentCursor {
    return this.optional(name) ?? this.fail(`"${name}" is missing`);
  }

  optional(name: string): DocumentCursor | undefined {
    const object = this.#value;
    if (typeof object !== 'object' || object === null) return this.fail('an object was expected');
    const value: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
    return value === undefined
      ? undefined
      : new DocumentCursor(value, this.path ? `${this.path}.${name}` : name);
  }

  /** Names and values of an object of texts. */
  texts(): Record<string, string> {
    if (typeof this.#value !== 'object' || this.#value === null) return this.fail('an object was expected');
    return Object.fromEntries(Object.keys(this.#value).map(name => [name, this.field(name).text()]));
  }

  items(): DocumentCursor[] {
    return Array.from(this.#list(), (item, index) => new DocumentCursor(item, `${this.path}[${index}]`));
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.fail('a text was expected');
  }

  /** A whole number of at least 0. */
  count(): number {
    const value = typeof this.#value === 'string' ? Number(this.#value || NaN) : this.#value;
    return Number.isSafeInteger(value) && Number(value) >= 0
      ? Number(value)
      : this.fail(`a whole number of at least 0 was expected, not ${JSON.stringify(this.#value)}`);
  }

  /** Whole numbers that fit 32 bits; false and true count as 0 and 1. */
  integers(): Int32Array {
    const list = this.#list();
    if (list instanceof Int32Array) return list;
    const integers = new Int32Array(list.length);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      integers[index] = Number(item);
      if (integers[index] !== Number(item) || typeof item === 'string') {
        this.fail(`item ${index} should be a whole number, not ${JSON.stringify(item)}`);
      }
    }
    return integers;
  }

  /** Numbers as they are; whatever is none is an error. */
  numbers(): number[] {
    return this.items().map(item =>
      typeof item.#value === 'number' ? item.#value : item.fail('a number was expected'),
    );
  }

  /** Numbers rounded to float32; null, which stands for NaN, becomes NaN. */
  floats(): Float32Array {
    const list = this.#list();
    if (list instanceof Float32Array) return list;
    const floats = new Float32Array(list.length);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      if (typeof item === 'number') floats[index] = item;
      else if (item === null) floats[index] = NaN;
      else this.fail(`item ${index} should be a number, not ${JSON.stringify(item)}`);
    }
    return floats;
  }

  fail(what: string): never {
    throw new InvalidModelFile(what, this.path || 'the top of the document');
  }

  #list(): ArrayLike<unknown> {
    const list = this.#value;
    return Array.isArray(list) || isNumberArray(list) ? list : this.fail('a list was expected');
  }
}
