import { MissingWords } from '@reckit/features';
import type { DataError } from '../errors';
import type { NumericSink } from './column-sink';
import { storeNumbers, type MissingCounts } from './numeric-cell';
import { withRoom } from './with-room';

/** Gathers a column with a weight in every row: a finite number that is not negative. */
export class WeightColumn {
  readonly #unused: MissingCounts = { blank: 0, notFinite: 0 };
  #weights: Float32Array;

  /** @param refusal - what to say of a 1-based row without a weight */
  constructor(
    expectedRows: number,
    private readonly refusal: (row: number) => Promise<DataError>,
  ) {
    this.#weights = new Float32Array(expectedRows);
  }

  get sink(): NumericSink {
    return {
      kind: 'numeric',
      isFeature: false,
      missing: new MissingWords(),
      store: (cells, firstRow) => this.#store(cells, firstRow),
      blankCount: () => 0,
      refusal: this.refusal,
    };
  }

  /** The weight of each row; a view, nothing is copied. */
  weights(rowCount: number): Float32Array {
    return this.#weights.subarray(0, rowCount);
  }

  /** Returns the index of the first cell that is no weight, or -1. */
  #store(cells: Float64Array, firstRow: number): number {
    const end = firstRow + cells.length;
    this.#weights = withRoom(this.#weights, end, length => new Float32Array(length));
    const text = storeNumbers(cells, this.#weights, firstRow, this.#unused);
    const known = text < 0 ? cells.length : text;
    // What is missing or beyond float32 is NaN here, which no comparison holds of.
    for (let i = 0; i < known; i++) if (!(this.#weights[firstRow + i] >= 0)) return i;
    return text;
  }
}
