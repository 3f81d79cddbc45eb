import { createRandom } from '@reckit/data';
import { EmbeddingTable, Lookup, normal, type Engine } from '@reckit/nn';
import { trainingBatch } from './training-batch';

/** A table on the host and the ids that its batches ask for. */
export interface TableCase {
  readonly tableRows: number;
  /** So many of the table's rows, spread over it, are drawn from, each as likely. */
  readonly usedRows: number;
  /** Different batches, which come round again. */
  readonly batches: number;
}

export const BATCH_ROWS = 1_024;
export const SLOTS = 6;
/** The first-order weight and the embedding of a DeepFM with embeddings of 16. */
export const DIM = 17;

const LEARNING_RATE = 0.001;
const SEED = 13;

/** Trains an embedding table, alone or as part of whole steps, batch after batch of random ids. */
export class TableTraining {
  /** Different rows of the table in a batch, on average. */
  readonly distinctRows: number;
  readonly table: EmbeddingTable;
  readonly #lookup: Lookup;
  readonly #batch = trainingBatch(BATCH_ROWS);
  readonly #fields = new Float32Array(BATCH_ROWS * SLOTS * DIM);
  readonly #gradients: Float32Array;
  readonly #rows = new Uint32Array(BATCH_ROWS);
  readonly #batches: number;
  #step = 0;

  constructor({ tableRows, usedRows, batches }: TableCase) {
    this.#batches = batches;
    const random = createRandom(SEED);
    const ids = Float32Array.from({ length: batches * BATCH_ROWS * SLOTS }, () =>
      Math.floor(random.integer(0, usedRows - 1) * (tableRows / usedRows)),
    );
    this.distinctRows = meanDistinct(ids);
    this.#gradients = this.#fields.map(() => random.normal(0, 0.01));
    this.table = new EmbeddingTable({
      name: 'ids',
      rows: tableRows,
      dim: DIM,
      optimizer: { kind: 'lazy-adam' },
      initialise: normal(0.01),
      seed: SEED,
    });
    const bags = Array.from({ length: SLOTS }, (_, start) => ({
      start,
      width: 1,
      firstRow: 0,
      pooling: 'sum' as const,
    }));
    this.#lookup = new Lookup({ table: this.table, encoded: ids, width: SLOTS, bags });
  }

  /** Looks up a batch and updates its rows. */
  stepAlone(): void {
    const settings = this.#nextStep();
    this.#lookup.gather(this.#rows, this.#fields);
    this.#lookup.apply(this.#gradients, settings);
  }

  /** The same around the step of a network that has the table's rows as its input `fields`. */
  async stepWith(engine: Engine): Promise<void> {
    const settings = this.#nextStep();
    this.#lookup.gather(this.#rows, this.#fields);
    const feeds = { ...this.#batch, fields: this.#fields };
    const { gradients } = await engine.step(feeds, BATCH_ROWS, settings);
    this.#lookup.apply(gradients['fields'], settings);
  }

  #nextStep() {
    const first = (this.#step % this.#batches) * BATCH_ROWS;
    for (let i = 0; i < BATCH_ROWS; i++) this.#rows[i] = first + i;
    return { step: ++this.#step, learningRate: LEARNING_RATE };
  }
}

function meanDistinct(ids: Float32Array): number {
  const batchIds = BATCH_ROWS * SLOTS;
  let sum = 0;
  for (let at = 0; at < ids.length; at += batchIds) sum += new Set(ids.subarray(at, at + batchIds)).size;
  return sum / (ids.length / batchIds);
}
