import type { JsonCursor } from '../json/json-cursor';
import type { RowFeatures } from './row-features';

// What a key of a row means: the feature of this index, or one of these.
/** It is the name of no feature. */
export const UNKNOWN_KEY = -1;
/** Its value is an object with further members of the row. */
export const GROUP_KEY = -3;
/** From here on downwards: the short name of feature 0, 1, … */
const SHORT_NAMES = -4;

/** A character of a name takes so many bytes at most in JSON: as `\u0061`. */
const BYTES_PER_CHARACTER = 6;

type NamedFeatures = Pick<RowFeatures, 'featureNames' | 'groups' | 'prefix'>;

/** The features of a model by the keys of a row. */
export class FeatureKeys {
  static readonly #known = new WeakMap<NamedFeatures, FeatureKeys>();
  readonly #meanings: ReadonlyMap<string, number>;
  /** A key of more bytes, its quotes included, is no feature's. */
  readonly #longest: number;

  /** The keys of these features, made once. */
  static of(features: NamedFeatures): FeatureKeys {
    let keys = this.#known.get(features);
    if (!keys) this.#known.set(features, (keys = new FeatureKeys(features)));
    return keys;
  }

  private constructor(features: NamedFeatures) {
    this.#meanings = meaningsOf(features);
    const lengths = [...this.#meanings.keys()].map(name => name.length);
    this.#longest = 2 + BYTES_PER_CHARACTER * Math.max(0, ...lengths);
  }

  /** What a key means: a feature, or its short name, or `GROUP_KEY` or `UNKNOWN_KEY`. */
  find(key: string): number {
    return this.#meanings.get(key) ?? UNKNOWN_KEY;
  }

  /** The feature of a name, be it the short one; `UNKNOWN_KEY` for any other. */
  featureNamed(name: string): number {
    const meaning = this.find(name);
    return meaning >= 0 || isShortName(meaning) ? featureOf(meaning) : UNKNOWN_KEY;
  }

  /** What the key means from `start`, where its quote stands, which the cursor has just gone past. */
  findText(cursor: JsonCursor, start: number): number {
    return cursor.at - start > this.#longest ? UNKNOWN_KEY : this.find(cursor.textFrom(start));
  }
}

/** Whether a key is that of a feature without the prefix, which counts where the exact name is not there. */
export function isShortName(meaning: number): boolean {
  return meaning <= SHORT_NAMES;
}

/** The feature of a meaning that is neither `GROUP_KEY` nor `UNKNOWN_KEY`. */
export function featureOf(meaning: number): number {
  return meaning <= SHORT_NAMES ? SHORT_NAMES - meaning : meaning;
}

function meaningsOf({ featureNames, groups = [], prefix = '' }: NamedFeatures): ReadonlyMap<string, number> {
  const meanings = new Map<string, number>();
  if (prefix !== '') {
    featureNames.forEach((name, feature) => {
      if (name.startsWith(prefix) && name !== prefix)
        meanings.set(name.slice(prefix.length), SHORT_NAMES - feature);
    });
  }
  for (const group of groups) meanings.set(group, GROUP_KEY);
  featureNames.forEach((name, feature) => meanings.set(name, feature));
  return meanings;
}
