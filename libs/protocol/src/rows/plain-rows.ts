import { NO_FEATURE, JsonKernel, type RowForm, type RowShape } from '@reckit/kernels';
import { OPEN_BRACE, OPEN_BRACKET, type JsonCursor } from '../json/json-cursor';
import { encodeNumbers } from './encode-numbers';
import { featureOf, isShortName, UNKNOWN_KEY } from './feature-keys';
import type { LastKeys } from './last-keys';
import type { RowFeatures } from './row-features';
import type { RowTable } from './row-table';

/** A shorter rest of a body is read sooner than the kernel is ready. */
const LEAST_BYTES = 512;
/** After rows that the kernel could not read it is asked again so many rows later, then after four times as many. */
const FIRST_REST_ROWS = 4;
const LONGEST_REST_ROWS = 1_024;

/** Rows of one kind, and the features that their numbers belong to. */
interface KnownRows {
  readonly shape: RowShape;
  /** The feature of each column of the kernel. */
  readonly features: readonly number[];
  /** Features that these rows do not have. */
  readonly missing: readonly number[];
}

/**
 * Reads rows of plain numbers by the kernel, many at a time: those with the same keys as the row before, and arrays.
 * Whatever else comes is left to `JsonScanner`, which reads it exactly as these are read.
 */
export class PlainRows {
  readonly #arrays: KnownRows | null;
  #objects: KnownRows | null = null;
  #objectsVersion = -1;
  /** What the rows are that were scanned last. */
  #scanned: KnownRows | null = null;
  #rest = 0;
  #restAfterFailure = FIRST_REST_ROWS;

  constructor(
    private readonly features: RowFeatures,
    private readonly cursor: JsonCursor,
    private readonly lastKeys: LastKeys,
  ) {
    const { columns } = features;
    const isPlain = columns.every(({ kind }) => kind === 'numeric');
    const all = columns.map((_, feature) => feature);
    this.#arrays = isPlain ? this.#known('arrays', all, []) : null;
  }

  /**
   * Reads rows from the cursor on, which `write` then puts into a table, and moves it to where the last one ends.
   *
   * @returns how many; 0 where the next row is for others to read
   */
  scan(maxRows: number): number {
    const { cursor } = this;
    if (cursor.bytes.length - cursor.at < LEAST_BYTES) return 0;
    if (this.#rest > 0) {
      this.#rest--;
      return 0;
    }
    cursor.skipSpace();
    const known = this.#expected();
    if (known === null) return 0;
    const kernel = JsonKernel.shared;
    if (!kernel.isFor(known.shape)) this.#describe(kernel, known);
    const rows = kernel.scanRows(cursor.bytes, cursor.at, maxRows, known.shape);
    if (rows === 0) {
      this.#rest = this.#restAfterFailure;
      this.#restAfterFailure = Math.min(4 * this.#restAfterFailure, LONGEST_REST_ROWS);
      return 0;
    }
    this.#restAfterFailure = FIRST_REST_ROWS;
    this.#scanned = known;
    cursor.at = kernel.end;
    return rows;
  }

  /** Writes the rows that `scan` has read into a table, from `row` on. */
  write(table: RowTable, row: number, count: number): void {
    if (this.#scanned === null) return;
    const { features, missing, shape } = this.#scanned;
    const { numbers } = JsonKernel.shared;
    features.forEach((feature, start) => {
      const column = { values: numbers, start, stride: shape.columns };
      encodeNumbers(this.features, feature, table, column, row, count, 'missing');
    });
    for (const feature of missing) table.fillColumn(feature, row, count);
  }

  #expected(): KnownRows | null {
    switch (this.cursor.bytes[this.cursor.at]) {
      case OPEN_BRACE:
        if (this.#objectsVersion !== this.lastKeys.version) {
          this.#objects = this.#learnObjects();
          this.#objectsVersion = this.lastKeys.version;
        }
        return this.#objects;
      case OPEN_BRACKET:
        return this.#arrays;
      default:
        return null;
    }
  }

  /** Rows like the last one; null if they have groups, a feature twice, or values that are no numbers. */
  #learnObjects(): KnownRows | null {
    const { count, meanings, ends } = this.lastKeys;
    const { columns } = this.features;
    if (count === 0 || !JsonKernel.shared.fits(count, ends[count - 1], columns.length)) return null;
    const ofKeys: number[] = [];
    for (const meaning of meanings.subarray(0, count)) {
      if (meaning === UNKNOWN_KEY) ofKeys.push(NO_FEATURE);
      else if (meaning >= 0 || isShortName(meaning)) ofKeys.push(featureOf(meaning));
      else return null;
    }
    const found = ofKeys.filter(feature => feature !== NO_FEATURE);
    const isPlain = found.every(feature => columns[feature].kind === 'numeric');
    if (found.length === 0 || new Set(found).size < found.length || !isPlain) return null;
    const missing = columns.flatMap((_, feature) => (found.includes(feature) ? [] : [feature]));
    return this.#known('objects', ofKeys, missing);
  }

  #known(form: RowForm, ofKeys: readonly number[], missing: readonly number[]): KnownRows | null {
    const features = ofKeys.filter(feature => feature !== NO_FEATURE);
    const columnOf = new Map(features.map((feature, column) => [feature, column]));
    const slots = ofKeys.map(feature => ({
      column: columnOf.get(feature) ?? NO_FEATURE,
      roundsFirst: this.#roundsFirst(feature),
    }));
    const shape = { form, slots, columns: features.length };
    return JsonKernel.shared.fits(slots.length, 0, shape.columns) ? { shape, features, missing } : null;
  }

  #roundsFirst(feature: number): boolean {
    if (feature === NO_FEATURE) return false;
    const column = this.features.columns[feature];
    return column.kind === 'numeric' && column.roundsFirst;
  }

  #describe(kernel: JsonKernel, { shape }: KnownRows): void {
    const { texts, ends, count } = this.lastKeys;
    if (shape.form === 'arrays') kernel.describe(shape);
    else kernel.describe(shape, texts.subarray(0, ends[count - 1]), ends.subarray(0, count));
  }
}
