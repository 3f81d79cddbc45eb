import { describeValue } from './describe-value';
import { encodedDefault, numberEncoder, type EncodeNumber } from './encode-value';
import { BadRow } from './errors';
import type { Feature, FeatureSpec } from './feature-spec';

/** Rows as model input: row-major [rows, features] float32, minted by `RowEncoder` and its peers alone. */
export interface EncodedRows {
  readonly values: Float32Array;
  readonly rowCount: number;
  /** Values that were absent or null, by feature index; null when there were none at all. */
  readonly missing: Uint32Array | null;
  /** Values that were no finite float32 (NaN, infinities, 1e39), by feature index; null when none. */
  readonly invalid: Uint32Array | null;
}

interface Column {
  readonly name: string;
  readonly encode: EncodeNumber;
  readonly fallback: number;
  /** True for names such as `constructor`, which every object seems to have. */
  readonly onPrototype: boolean;
}

// Each digit can match in one place only: `\d+\.?\d*` would take quadratic time on a long run of digits.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

/**
 * Turns the rows of a request into model input. A row is an object of feature names, in which unknown keys
 * are ignored, or an array in the order of the features.
 */
export class RowEncoder {
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  readonly #columns: readonly Column[];

  constructor(readonly spec: FeatureSpec) {
    this.#columns = spec.features.map(feature => columnOf(feature, spec.rawPrecision));
    this.featureNames = spec.features.map(feature => feature.name);
    this.featureCount = spec.features.length;
  }

  /** What feature `index` makes of a raw number; NaN where the result is no finite float32. */
  encoderOf(index: number): EncodeNumber {
    return this.#columns[index].encode;
  }

  /** Whether feature `index` rounds a raw number to float32 before anything else. */
  roundsFirst(index: number): boolean {
    const { clip, scaling } = this.spec.features[index];
    return this.spec.rawPrecision === 'float32' || (clip === undefined && scaling === undefined);
  }

  /** The model input that stands for a missing or invalid value of feature `index`. */
  fallbackOf(index: number): number {
    return this.#columns[index].fallback;
  }

  /**
   * @param rows - objects or arrays, as they came from JSON
   * @param path - where the rows stood in the request, for messages: `data`, `features_list`, …
   * @throws BadRow for a row that is neither object nor array, an array of the wrong length, or a feature
   * that is not a number
   */
  encode(rows: readonly unknown[], path: string): EncodedRows {
    const width = this.featureCount;
    const values = new Float32Array(rows.length * width);
    const tally = new Tally(width);
    for (let row = 0, offset = 0; row < rows.length; row++, offset += width) {
      const source = rows[row];
      if (Array.isArray(source)) this.#encodeArray(source, row, values, offset, tally, path);
      else if (isRecord(source)) this.#encodeObject(source, row, values, offset, tally, path);
      else {
        throw new BadRow(
          `${path}[${row}]: expected an object of features or an array of ${width} numbers, got ${describeValue(source)}.`,
        );
      }
    }
    return { values, rowCount: rows.length, missing: tally.missing, invalid: tally.invalid };
  }

  #encodeObject(
    source: Readonly<Record<string, unknown>>,
    row: number,
    values: Float32Array,
    offset: number,
    tally: Tally,
    path: string,
  ): void {
    const columns = this.#columns;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      const raw = column.onPrototype && !Object.hasOwn(source, column.name) ? undefined : source[column.name];
      values[offset + i] = encodeCell(column, raw, i, row, tally, path);
    }
  }

  #encodeArray(
    source: readonly unknown[],
    row: number,
    values: Float32Array,
    offset: number,
    tally: Tally,
    path: string,
  ): void {
    const columns = this.#columns;
    if (source.length !== columns.length) {
      throw new BadRow(
        `${path}[${row}]: expected ${columns.length} numbers in the order of feature_columns, got ${source.length}.`,
      );
    }
    for (let i = 0; i < columns.length; i++) {
      values[offset + i] = encodeCell(columns[i], source[i], i, row, tally, path);
    }
  }
}

/** Counts of replaced values by feature; the arrays are made when the first one occurs. */
class Tally {
  missing: Uint32Array | null = null;
  invalid: Uint32Array | null = null;
  constructor(readonly width: number) {}
  addMissing(feature: number): void {
    (this.missing ??= new Uint32Array(this.width))[feature]++;
  }
  addInvalid(feature: number): void {
    (this.invalid ??= new Uint32Array(this.width))[feature]++;
  }
}

function columnOf(feature: Feature, rawPrecision: FeatureSpec['rawPrecision']): Column {
  const encode = numberEncoder(feature, rawPrecision);
  return {
    name: feature.name,
    encode,
    fallback: encodedDefault(feature, encode),
    onPrototype: feature.name in Object.prototype,
  };
}

function encodeCell(
  column: Column,
  raw: unknown,
  index: number,
  row: number,
  tally: Tally,
  path: string,
): number {
  if (raw === undefined || raw === null) {
    tally.addMissing(index);
    return column.fallback;
  }
  const encoded = column.encode(typeof raw === 'number' ? raw : toNumber(raw, column, row, path));
  if (encoded === encoded) return encoded;
  tally.addInvalid(index);
  return column.fallback;
}

function toNumber(raw: unknown, column: Column, row: number, path: string): number {
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  if (typeof raw === 'string') {
    const text = raw.trim();
    if (NUMBER.test(text)) return Number(text);
    if (NOT_FINITE.test(text)) return NaN;
  }
  throw new BadRow(
    `${path}[${row}].${column.name}: expected a number, got ${describeValue(raw)}. Leave it out or send null to take the default.`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
