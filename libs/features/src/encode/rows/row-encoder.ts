import { describeValue } from '../../describe-value';
import { encodeCell, type Matrix } from './encode-cell';
import { encodedWidth } from '../encoded-columns';
import { EventWindow } from './event-window';
import { BadRow } from '../../errors';
import type { FeatureSpec } from '../../spec/feature-spec';
import { inputColumns, type InputColumn } from '../input-column';
import { memberRow, type RowKeys } from './row-keys';
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
  /** Rows that have keys, of which none is the name of a feature. */
  readonly unknownRows: number;
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
  /** See `RowKeys`. */
  readonly groups: readonly string[];
  readonly prefix: string;
  /** The features with names such as `constructor`, which every object seems to have. */
  readonly #onPrototype: readonly boolean[];
  /** What an array row consists of, for messages. */
  readonly #elements: 'numbers' | 'values';
  /** The names of the features, where keys may be written otherwise. */
  readonly #names: ReadonlySet<string> | null;

  /** @param keys - how clients may write the keys of a row */
  constructor(
    readonly spec: FeatureSpec,
    keys: RowKeys = {},
  ) {
    this.featureNames = spec.features.map(feature => feature.name);
    this.groups = keys.groups ?? [];
    this.prefix = keys.prefix ?? '';
    const hasKeys = this.groups.length > 0 || this.prefix !== '';
    this.#names = hasKeys ? new Set(this.featureNames) : null;
    this.featureCount = spec.features.length;
    this.width = encodedWidth(spec);
    this.columns = inputColumns(spec);
    this.#onPrototype = this.featureNames.map(name => name in Object.prototype);
    this.#elements = this.columns.every(column => column.kind === 'numeric') ? 'numbers' : 'values';
  }

  /**
   * @param rows - objects, arrays or null, which is a row of defaults, as they came from JSON
   * @param path - where the rows stood in the request, for messages: `data`, `features_list`, …
   * @throws BadRow for a row that is none of these, an array of the wrong length, or a value that is not of the kind
   * of its feature
   */
  encode(rows: readonly unknown[], path: string): EncodedRows {
    const { width } = this;
    const matrix = new EncodedMatrix(new Float32Array(rows.length * width), path, this.featureCount);
    for (let row = 0, offset = 0; row < rows.length; row++, offset += width) {
      const source = rows[row];
      if (Array.isArray(source)) this.#encodeArray(source, row, offset, matrix);
      else if (source === null) this.#encodeObject({}, row, offset, matrix);
      else if (isRecord(source)) this.#encodeObject(this.#membersOf(source), row, offset, matrix);
      else throw this.rowProblem({ scalar: source }, row, path);
    }
    const { values, missing, invalid, unknown, unknownRows } = matrix;
    return { values, rowCount: rows.length, missing, invalid, unknown, unknownRows };
  }

  /**
   * Writes the model input of one value, as it came from JSON.
   *
   * @param feature - the index of the feature
   * @throws BadRow if the value is not of the kind of the feature
   */
  encodeValue(raw: unknown, feature: number, row: number, matrix: Matrix): void {
    encodeCell(this.columns[feature], raw, feature, row, row * this.width, matrix);
  }

  /** Begins a sequence whose events come one by one. */
  openSequence(feature: number, row: number, matrix: Matrix): EventWindow {
    const column = this.columns[feature];
    if (column.kind !== 'sequence') throw new Error(`The feature ${column.name} is no sequence.`);
    return new EventWindow(column, feature, row, row * this.width + column.start, matrix);
  }

  /** What is wrong with a row that is neither object nor array nor null, or an array of the wrong length. */
  rowProblem(problem: RowProblem, row: number, path: string): BadRow {
    const values = `${this.featureCount} ${this.#elements}`;
    return new BadRow(
      'length' in problem
        ? `${path}[${row}]: expected ${values} in the order of feature_columns, got ${problem.length}.`
        : `${path}[${row}]: expected an object of features or an array of ${values}, got ${describeValue(problem.scalar)}.`,
    );
  }

  #membersOf(source: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const names = this.#names;
    return names ? memberRow(source, this, key => names.has(key)) : source;
  }

  #encodeObject(
    source: Readonly<Record<string, unknown>>,
    row: number,
    offset: number,
    matrix: EncodedMatrix,
  ): void {
    const { columns } = this;
    let isKnown = false;
    for (let i = 0; i < columns.length; i++) {
      const { name } = columns[i];
      const raw = this.#onPrototype[i] && !Object.hasOwn(source, name) ? undefined : source[name];
      if (raw !== undefined) isKnown = true;
      encodeCell(columns[i], raw, i, row, offset, matrix);
    }
    if (!isKnown && this.#isUnknown(source)) matrix.unknownRows++;
  }

  #isUnknown(source: Readonly<Record<string, unknown>>): boolean {
    return Object.keys(source).length > 0 && !this.featureNames.some(name => Object.hasOwn(source, name));
  }

  #encodeArray(source: readonly unknown[], row: number, offset: number, matrix: Matrix): void {
    const { columns } = this;
    if (source.length !== columns.length) {
      throw this.rowProblem({ length: source.length }, row, matrix.path);
    }
    for (let i = 0; i < columns.length; i++) encodeCell(columns[i], source[i], i, row, offset, matrix);
  }
}

/** What makes a row no row: a value of another kind, or the length of its array. */
export type RowProblem = { readonly scalar: unknown } | { readonly length: number };

/** The matrix that is being filled, with its counts. */
class EncodedMatrix extends ValueTally implements Matrix {
  constructor(
    readonly values: Float32Array,
    readonly path: string,
    featureCount: number,
  ) {
    super(featureCount);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
