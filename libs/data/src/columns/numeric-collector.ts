import { MissingWords } from '@reckit/features';
import type { NumericSink } from './column-sink';
import { storeNumbers } from './numeric-cell';
import type { MissingCounts } from './numeric-cell';
import { RowBuffer } from './row-buffer';

/** Gathers a column of numbers. */
export class NumericCollector {
  readonly missing: MissingCounts = { blank: 0, notFinite: 0 };
  /** 1-based. */
  firstMissingRow: number | undefined;
  readonly #buffer: RowBuffer;

  constructor(
    expectedRows: number,
    readonly isFeature: boolean,
    readonly missingWords: MissingWords = new MissingWords(),
  ) {
    this.#buffer = new RowBuffer(1, expectedRows);
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

  /** One value a row, NaN where it is missing. */
  values(rowCount: number): Float32Array {
    return this.#buffer.take(rowCount);
  }

  #store(cells: Float64Array, firstRow: number): number {
    const before = this.missingCount;
    this.#buffer.reserve(firstRow + cells.length);
    const bad = storeNumbers(cells, this.#buffer.values, firstRow, 1, this.missing);
    if (before === 0 && this.missingCount > 0) {
      const stored = this.#buffer.values.subarray(firstRow, firstRow + cells.length);
      this.firstMissingRow = firstRow + stored.findIndex(Number.isNaN) + 1;
    }
    return bad;
  }
}
