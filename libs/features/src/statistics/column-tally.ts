import type { RawColumn } from '../encode/columns/raw-column';
import { codeOfRow } from './code-of-row';
import type { Histogram } from './histogram';
import { CategoryTally, NumberTally } from './histogram-tally';

/**
 * Sorts rows of a feature into the bins of a histogram, such as that of the rows that a version was trained on.
 *
 * @example
 * const tally = new ColumnTally(trained.histogram);
 * tally.take(column, rows);
 * populationStability(trained.histogram, tally.histogram());
 */
export class ColumnTally {
  readonly #tally: NumberTally | CategoryTally;

  constructor(like: Histogram) {
    this.#tally = 'edges' in like ? new NumberTally(like) : new CategoryTally(like);
  }

  /**
   * Adds rows of a column.
   *
   * @returns false for a column that such a histogram cannot be of; nothing is added then
   */
  take(column: RawColumn, rows: Iterable<number>): boolean {
    if (this.#tally instanceof NumberTally) {
      if (column.kind !== 'numeric') return false;
      for (const row of rows) this.#tally.add(column.values[row]);
      return true;
    }
    if (column.kind === 'numeric') return false;
    for (const [code, count] of countsOf(column, rows)) {
      this.#tally.add(code < 0 ? null : column.values[code], count);
    }
    return true;
  }

  /** The rows so far. */
  histogram(): Histogram {
    return this.#tally.histogram();
  }
}

/** Rows by the code of their value, or of their last event. */
function countsOf(
  column: Exclude<RawColumn, { kind: 'numeric' }>,
  rows: Iterable<number>,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const code = codeOfRow(column, row);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
