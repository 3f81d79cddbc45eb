import type { DataError } from '../errors';
import type { TimeSink } from './column-sink';
import { withRoom } from './with-room';

/** Gathers a column with the time of every row, with all its digits: seconds since 1970 are too many for a float32. */
export class TimeColumn {
  #times: Float64Array;

  /** @param refusal - what to say of a 1-based row without a time */
  constructor(
    private readonly form: TimeSink['form'],
    expectedRows: number,
    private readonly refusal: (row: number) => Promise<DataError>,
  ) {
    this.#times = new Float64Array(expectedRows);
  }

  get sink(): TimeSink {
    return {
      kind: 'time',
      form: this.form,
      store: (cells, firstRow) => this.#store(cells, firstRow),
      blankCount: () => 0,
      refusal: this.refusal,
    };
  }

  /** The time of each row, finite; a view, nothing is copied. */
  times(rowCount: number): Float64Array {
    return this.#times.subarray(0, rowCount);
  }

  #store(cells: Float64Array, firstRow: number): number {
    this.#times = withRoom(this.#times, firstRow + cells.length, length => new Float64Array(length));
    this.#times.set(cells, firstRow);
    return cells.findIndex(Number.isNaN);
  }
}
