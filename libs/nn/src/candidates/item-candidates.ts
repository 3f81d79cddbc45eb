import type { Feeds } from '../engines/engine';
import { PURPOSES } from '../random/purposes';
import { RandomStream } from '../random/random-stream';
import type { StepSettings } from '../optimizers/optimizer';
import type { EmbeddingTable } from '../tables/embedding-table';
import type { BatchLookup, Lookup } from '../tables/lookup';
import type { BatchSource } from '../training/order/batch-source';
import type { AliasSampler } from './alias-sampler';

export interface ItemCandidatesOptions {
  /** The item of each row of the training data, by its number in the catalogue. */
  readonly itemOfRow: Uint32Array;
  /** What is fed of each item, by the name of the input: row-major [items, columns]. */
  readonly perItem: Readonly<Record<string, { readonly values: Float32Array; readonly columns: number }>>;
  /** The input that is fed the numbers of the candidates; absent where the network asks for none. */
  readonly ids?: string;
  /** Where the items beside a row's own come from, and how many for each row; absent for none. */
  readonly drawn?: { readonly sampler: AliasSampler; readonly perRow: number };
  readonly batchSize: number;
  readonly seed: number;
}

/**
 * The items that a softmax over some of the catalogue compares: for each row of a batch its own, then those that are
 * drawn for it. What is drawn follows from the seed and the step alone, so that a training that is resumed draws the
 * same.
 */
export class ItemCandidates implements BatchSource {
  readonly feeds: Feeds;
  /** Candidates of a row. */
  readonly perRow: number;
  /** The candidates of the batch, row by row; the first `filled` of them. */
  readonly #items: Uint32Array;
  #filled = 0;

  constructor(private readonly options: ItemCandidatesOptions) {
    const { perItem, ids, drawn, batchSize } = options;
    this.perRow = 1 + (drawn?.perRow ?? 0);
    const most = batchSize * this.perRow;
    this.#items = new Uint32Array(most);
    this.feeds = {
      ...Object.fromEntries(
        Object.entries(perItem).map(([name, { columns }]) => [name, new Float32Array(most * columns)]),
      ),
      ...(ids !== undefined && { [ids]: new Float32Array(most) }),
    };
  }

  /** The candidates of the batch that was filled last, row by row. */
  get items(): Uint32Array {
    return this.#items.subarray(0, this.#filled);
  }

  fill(rows: Uint32Array, step: number): void {
    this.#choose(rows, step);
    const { perItem, ids } = this.options;
    const { items } = this;
    for (const [name, { values, columns }] of Object.entries(perItem)) {
      const out = this.feeds[name];
      let to = 0;
      for (const item of items) {
        for (let from = item * columns, end = from + columns; from < end; from++) out[to++] = values[from];
      }
    }
    if (ids !== undefined) this.feeds[ids].set(items);
  }

  #choose(rows: Uint32Array, step: number): void {
    const { itemOfRow, drawn, seed } = this.options;
    const random = drawn ? new RandomStream(seed, PURPOSES.negatives, step) : null;
    let to = 0;
    for (const row of rows) {
      this.#items[to++] = itemOfRow[row];
      if (!drawn || !random) continue;
      for (let i = 0; i < drawn.perRow; i++) this.#items[to++] = drawn.sampler.draw(random);
    }
    this.#filled = to;
  }
}

/** Looks up the embeddings of the candidates of a batch, which must be filled before they are gathered. */
export class CandidateLookup implements BatchLookup {
  readonly table: EmbeddingTable;
  readonly slots: number;
  readonly dim: number;

  /** @param lookup - of the rows of the catalogue */
  constructor(
    private readonly lookup: Lookup,
    private readonly candidates: ItemCandidates,
  ) {
    this.table = lookup.table;
    this.slots = candidates.perRow * lookup.slots;
    this.dim = lookup.dim;
  }

  gather(_rows: Uint32Array, out: Float32Array): void {
    this.lookup.gather(this.candidates.items, out);
  }

  apply(gradients: Float32Array, settings: StepSettings): void {
    this.lookup.apply(gradients, settings);
  }
}

/** Fills the inputs of several sources, each with arrays of its own names. */
export function togetherFilled(...sources: readonly BatchSource[]): BatchSource {
  return {
    feeds: Object.assign({}, ...sources.map(({ feeds }) => feeds)),
    fill: (rows, step) => sources.forEach(source => source.fill(rows, step)),
  };
}
