import { canonicalText } from './canonical-category';

/**
 * The texts that say that there is no value, in features of every kind, in training and in serving: what table
 * libraries, spreadsheets, databases and Hive write. Upper and lower case are the same; so is a blank cell, always.
 */
export const DEFAULT_MISSING: readonly string[] = [
  'NA',
  'N/A',
  '#N/A',
  '#NA',
  '<NA>',
  'NULL',
  'NaN',
  'None',
  '\\N',
];

/** What counts as missing in one feature. */
export class MissingWords {
  /** In lower case, canonical, without the blank text. */
  readonly texts: ReadonlySet<string>;
  /** The words that are numbers, such as −1 or 999, rounded to float32. */
  readonly numbers: ReadonlySet<number>;
  readonly #longest: number;

  constructor(words: readonly string[] = DEFAULT_MISSING) {
    const texts = words.map(word => canonicalText(word).toLowerCase()).filter(word => word !== '');
    this.texts = new Set(texts);
    this.numbers = new Set(texts.map(word => Math.fround(Number(word))).filter(Number.isFinite));
    this.#longest = Math.max(0, ...texts.map(word => word.length));
  }

  /** Whether a canonical text stands for no value. */
  hasText(canonical: string): boolean {
    if (canonical.length > this.#longest) return false;
    return canonical === '' || this.texts.has(canonical.toLowerCase());
  }

  hasNumber(value: number): boolean {
    return this.numbers.has(Math.fround(value));
  }
}
