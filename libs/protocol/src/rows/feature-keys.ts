import type { JsonCursor } from '../json/json-cursor';

/** What stands for a key that is the name of no feature. */
export const UNKNOWN_KEY = -1;

/** A character of a name takes so many bytes at most in JSON: as `\u0061`. */
const BYTES_PER_CHARACTER = 6;

/** The features of a model by the keys of a row. */
export class FeatureKeys {
  readonly #features: ReadonlyMap<string, number>;
  /** A key of more bytes, its quotes included, is no feature's. */
  readonly #longest: number;

  constructor(names: readonly string[]) {
    this.#features = new Map(names.map((name, feature) => [name, feature]));
    this.#longest = 2 + BYTES_PER_CHARACTER * Math.max(0, ...names.map(name => name.length));
  }

  /** The feature of this name, or `UNKNOWN_KEY`. */
  find(name: string): number {
    return this.#features.get(name) ?? UNKNOWN_KEY;
  }

  /** The feature of the key from `start`, where its quote stands, which the cursor has just gone past. */
  findText(cursor: JsonCursor, start: number): number {
    return cursor.at - start > this.#longest ? UNKNOWN_KEY : this.find(cursor.textFrom(start));
  }
}
