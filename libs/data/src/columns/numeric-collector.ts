import { MissingWords } from '@reckit/features';
import type { NumericSink } from './column-sink';
import { storeNumbers } from './numeric-cell';
import type { MissingCounts } from './numeric-cell';
import { withRoom } from './with-room';

/** Gathers a column of numbers. Room is reserved ahead, generously since that is free, and doubled when it runs out. */
export class NumericCollector {
  readonly missing: MissingCounts = { blank: 0, notFinite: 0 };
  /** 1-based. */
  firstMissingRow: number | undefined;
  #values: Float32Array;

  constructor(
    expectedRows: number,
    readonly isFeature: boolean,
    readonly missingWords: MissingWords = new MissingWords(),
  ) {
    this.#values = new Float32Array(expectedRows);
  }

  get missingCount(): number {
    return this.missing.blank + this.missing.notFinite;
  }

  get sink(): NumericSink {
    return {
      kind: 'numeric',
      isFeature: this.isFeature,
      missing: this.missingWords,
      store: (cells, firstRow) => this.#store(cells, firstRow),
      blankCount: () => this.missing.blank,
    };
  }

  /** One value a row, NaN where it is missing; a view, nothing is copied. */
  values(rowCount: number): Float32Array {
    return this.#values.subarray(0, rowCount);
  }

  /** Lets go of the rows, and keeps the counts; `firstMissingRow` is no longer told. */
  restart(expectedRows: number): void {
    this.#values = new Float32Array(expectedRows);
  }

  #store(cells: Float64Array, firstRow: number): number {
    const before = this.missingCount;
    const end = firstRow + cells.length;
    this.#values = withRoom(this.#values, end, length => new Float32Array(length));
    const bad = storeNumbers(cells, this.#values, firstRow, this.missing);
    if (before === 0 && this.missingCount > 0) {
      const stored = this.#values.subarray(firstRow, end);
      this.firstMissingRow = firstRow + stored.findIndex(Number.isNaN) + 1;
    }
    return bad;
  }
}
