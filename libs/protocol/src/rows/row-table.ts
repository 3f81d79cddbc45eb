import type { ReadRows, RowFeatures, RowTarget } from './row-features';

/** Stands after the last event of a sequence. */
export const NO_EVENT = -1;

/** A matrix of more values is refused: 64 MiB, in which a row may be as wide as it likes. */
export const MAX_MATRIX_VALUES = 2 ** 24;

/** The first guess of how many rows follow is one row's; it may be wrong by any factor. */
const FIRST_GUESS_ROWS = 1_024;

/** The matrix that is being filled with the rows of a request, growing as they come. */
export class RowTable implements RowTarget {
  values: Float32Array;
  path = '';
  missing: Uint32Array | null = null;
  invalid: Uint32Array | null = null;
  unknown: Uint32Array | null = null;
  unknownRows = 0;
  private readonly width: number;

  /** @param rows - room for so many rows at first */
  constructor(
    private readonly features: RowFeatures,
    rows: number,
  ) {
    this.width = features.width;
    this.values = new Float32Array(rows * features.width);
  }

  /**
   * Makes room for one more row.
   *
   * @param bytesRead - those of all rows so far
   * @param bytesLeft - they tell about how many rows there will be
   * @returns false if no matrix may be so large
   */
  reserve(row: number, bytesRead: number, bytesLeft: number, maxRows: number): boolean {
    const needed = (row + 1) * this.width;
    if (needed <= this.values.length) return true;
    if (needed > MAX_MATRIX_VALUES) return false;
    const guessed = row + 2 + Math.ceil((bytesLeft * row) / Math.max(1, bytesRead));
    // After many rows the guess is good, and one large matrix at once costs less than several that grow: its pages
    // take no memory before they are written.
    const most = row < FIRST_GUESS_ROWS ? Math.min(FIRST_GUESS_ROWS, maxRows) : maxRows;
    const rows = Math.max(row + 1, Math.min(Math.max(guessed, 2 * row), most));
    const grown = new Float32Array(Math.min(rows * this.width, MAX_MATRIX_VALUES));
    grown.set(this.values);
    this.values = grown;
    return true;
  }

  /** Writes the default of a feature, or no events. */
  fillMissing(row: number, feature: number): void {
    this.addMissing(feature);
    this.#fillDefault(row, feature);
  }

  /** As `fillMissing`, for a value that is there and is no finite number. */
  fillInvalid(row: number, feature: number): void {
    this.addInvalid(feature);
    this.#fillDefault(row, feature);
  }

  /** Writes a row of defaults. */
  fillRow(row: number): void {
    for (let feature = 0; feature < this.features.columns.length; feature++) this.fillMissing(row, feature);
  }

  /** Writes the default of a feature into `count` rows from `row` on. */
  fillColumn(feature: number, row: number, count: number): void {
    for (let i = row; i < row + count; i++) this.fillMissing(i, feature);
  }

  addMissing(feature: number): void {
    (this.missing ??= this.#counts())[feature]++;
  }

  addInvalid(feature: number): void {
    (this.invalid ??= this.#counts())[feature]++;
  }

  addUnknown(feature: number): void {
    (this.unknown ??= this.#counts())[feature]++;
  }

  /** The rows, with what is made of their columns. */
  finish(rowCount: number): ReadRows {
    this.features.derive?.(this.values, rowCount);
    const { missing, invalid, unknown, unknownRows } = this;
    const size = rowCount * this.width;
    const values = this.values.length === size ? this.values : this.values.subarray(0, size);
    return { values, rowCount, missing, invalid, unknown, unknownRows };
  }

  #counts(): Uint32Array {
    return new Uint32Array(this.features.columns.length);
  }

  #fillDefault(row: number, feature: number): void {
    const column = this.features.columns[feature];
    const at = row * this.width + column.start;
    if (column.kind === 'sequence') this.values.fill(NO_EVENT, at, at + column.maxLength);
    else this.values[at] = column.fallback;
  }
}
