import { describeValue } from '../describe-value';
import { encodeCell, type Matrix } from './encode-cell';
import { encodedWidth } from './encoded-columns';
import { BadRow } from '../errors';
import type { FeatureSpec } from '../spec/feature-spec';
import { inputColumns, type InputColumn } from './input-column';
import { ValueTally } from './value-tally';

/** Rows as model input: row-major [rows, width] float32, minted by `RowEncoder` and its peers alone. */
export interface EncodedRows {
  readonly values: Float32Array;
  readonly rowCount: number;
  /** Values that were absent or null, by feature index; null when there were none at all. */
  readonly missing: Uint32Array | null;
  /** Values that were no finite float32 (NaN, infinities, 1e39), by feature index; null when none. */
  readonly invalid: Uint32Array | null;
  /** Values and events that are not in the vocabulary, by feature index; null when none. */
  readonly unknown: Uint32Array | null;
}

/**
 * Turns the rows of a request into model input. A row is an object of feature names, in which unknown keys
 * are ignored, or an array in the order of the features.
 */
export class RowEncoder {
  /** How many features a row has. */
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  /** How many columns the encoded matrix has; more than features where there are sequences. */
  readonly width: number;
  readonly columns: readonly InputColumn[];
  /** The features with names such as `constructor`, which every object seems to have. */
  readonly #onPrototype: readonly boolean[];
  /** What an array row consists of, for messages. */
  readonly #elements: 'numbers' | 'values';

  constructor(readonly spec: FeatureSpec) {
    this.featureNames = spec.features.map(feature => feature.name);
    this.featureCount = spec.features.length;
    this.width = encodedWidth(spec);
    this.columns = inputColumns(spec);
    this.#onPrototype = this.featureNames.map(name => name in Object.prototype);
    this.#elements = this.columns.every(column => column.kind === 'numeric') ? 'numbers' : 'values';
  }

  /**
   * @param rows - objects or arrays, as they came from JSON
   * @param path - where the rows stood in the request, for messages: `data`, `features_list`, …
   * @throws BadRow for a row that is neither object nor array, an array of the wrong length, or a value that is
   * not of the kind of its feature
   */
  encode(rows: readonly unknown[], path: string): EncodedRows {
    const { width } = this;
    const values = new Float32Array(rows.length * width);
    const tally = new ValueTally(this.featureCount);
    const matrix: Matrix = { values, tally, path };
    for (let row = 0, offset = 0; row < rows.length; row++, offset += width) {
      const source = rows[row];
      if (Array.isArray(source)) this.#encodeArray(source, row, offset, matrix);
      else if (isRecord(source)) this.#encodeObject(source, row, offset, matrix);
      else {
        throw new BadRow(
          `${path}[${row}]: expected an object of features or an array of ${this.featureCount} ${this.#elements}, got ${describeValue(source)}.`,
        );
      }
    }
    const { missing, invalid, unknown } = tally;
    return { values, rowCount: rows.length, missing, invalid, unknown };
  }

  #encodeObject(
    source: Readonly<Record<string, unknown>>,
    row: number,
    offset: number,
    matrix: Matrix,
  ): void {
    const { columns } = this;
    for (let i = 0; i < columns.length; i++) {
      const { name } = columns[i];
      const raw = this.#onPrototype[i] && !Object.hasOwn(source, name) ? undefined : source[name];
      encodeCell(columns[i], raw, i, row, offset, matrix);
    }
  }

  #encodeArray(source: readonly unknown[], row: number, offset: number, matrix: Matrix): void {
    const { columns } = this;
    if (source.length !== columns.length) {
      throw new BadRow(
        `${matrix.path}[${row}]: expected ${columns.length} ${this.#elements} in the order of feature_columns, got ${source.length}.`,
      );
    }
    for (let i = 0; i < columns.length; i++) encodeCell(columns[i], source[i], i, row, offset, matrix);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
