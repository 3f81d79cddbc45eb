import type { BatchLookup, BatchSource, EmbeddingTable } from '@reckit/nn';
import type { EncodedRows } from './encoded-rows';

/** Rows of a batch out of a matrix on disk, where inputs and lookups take them from as if they were all there is. */
export class StagedRows {
  /** Row-major [rows of the largest batch, width]. */
  readonly encoded: Float32Array;
  readonly #rows: EncodedRows;
  readonly #places: Uint32Array;
  #staged: Uint32Array | null = null;

  constructor(rows: EncodedRows, width: number, batchSize: number) {
    this.#rows = rows;
    this.encoded = new Float32Array(batchSize * width);
    this.#places = Uint32Array.from({ length: batchSize }, (_, row) => row);
  }

  /**
   * Brings rows of the data here, unless the last call has.
   *
   * @returns where they are now
   */
  stage(rows: Uint32Array): Uint32Array {
    if (this.#staged !== rows) this.#rows.copyRows(rows, this.encoded);
    this.#staged = rows;
    return this.#places.subarray(0, rows.length);
  }
}

/** A source of batches over staged rows, beside one over rows of the data. */
export function stagedBatches(staged: StagedRows, features: BatchSource, others: BatchSource): BatchSource {
  return {
    feeds: { ...features.feeds, ...others.feeds },
    fill(rows, step) {
      features.fill(staged.stage(rows), step);
      others.fill(rows, step);
    },
  };
}

/** A lookup over staged rows. */
export class StagedLookup implements BatchLookup {
  constructor(
    private readonly staged: StagedRows,
    private readonly lookup: BatchLookup,
  ) {}

  get table(): EmbeddingTable {
    return this.lookup.table;
  }

  get slots(): number {
    return this.lookup.slots;
  }

  get dim(): number {
    return this.lookup.dim;
  }

  gather(...[rows, out, part]: Parameters<BatchLookup['gather']>): void {
    this.lookup.gather(this.staged.stage(rows), out, part);
  }

  apply(...[gradients, settings]: Parameters<BatchLookup['apply']>): void {
    this.lookup.apply(gradients, settings);
  }
}
