import { setImmediate } from 'node:timers/promises';
import type { Engine, Feeds } from '../engines/engine';
import { LossNotFinite } from '../errors';
import type { StepSettings } from '../optimizers/optimizer';
import type { BatchLookup } from '../tables/lookup';
import type { FitOptions } from './fit-options';
import type { StepsUnderway } from './progress';
import { trainingDiverged } from './training-diverged';

/** The longest that the event loop waits for a turn: progress is drawn and signals are answered in it. */
const TURN_MS = 20;

/** Trains epochs of batches, in arrays that are made once. */
export class EpochRunner {
  readonly stepsPerEpoch: number;
  readonly #options: FitOptions;
  readonly #engine: Engine;
  readonly #lookups: readonly { name: string; lookup: BatchLookup; rows: Float32Array }[];
  readonly #feeds: Feeds;
  #lastTurn = performance.now();
  #steps = 0;
  #lossSum = 0;
  #rowCount = 0;

  constructor(options: FitOptions) {
    const { engine, rows, batchSize, batches, lookups = {} } = options;
    this.#options = options;
    this.#engine = engine;
    this.stepsPerEpoch = batchCount(rows.length, batchSize);
    this.#lookups = Object.entries(lookups).map(([name, lookup]) => {
      const largestBatch = Math.min(batchSize, rows.length);
      return { name, lookup, rows: new Float32Array(largestBatch * lookup.slots * lookup.dim) };
    });
    const looked = Object.fromEntries(this.#lookups.map(({ name, rows }) => [name, rows]));
    this.#feeds = { ...batches.feeds, ...looked };
  }

  /** What was done of the steps that ended early; undefined if none was taken. */
  get underway(): StepsUnderway | undefined {
    return this.#steps === 0
      ? undefined
      : { steps: this.#steps, lossSum: this.#lossSum, rows: this.#rowCount };
  }

  /**
   * Trains on some steps of an epoch.
   *
   * @param steps - of the epoch, the last one excluded; the first one is 0
   * @param order - of the rows in this epoch
   * @param begun - what was done of them before
   * @returns the mean loss of their rows
   * @throws TrainingDiverged
   */
  async run(
    epoch: number,
    steps: { readonly begin: number; readonly end: number },
    order: Uint32Array,
    begun?: StepsUnderway,
  ): Promise<number> {
    const { batchSize, learningRate, onStep, signal } = this.#options;
    const { stepsPerEpoch } = this;
    const stepsBefore = (epoch - 1) * stepsPerEpoch;
    this.#steps = begun?.steps ?? 0;
    this.#lossSum = begun?.lossSum ?? 0;
    this.#rowCount = begun?.rows ?? 0;
    for (let batch = steps.begin + this.#steps; batch < steps.end; batch++) {
      await this.#giveTurn();
      signal?.throwIfAborted();
      const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const step = stepsBefore + batch + 1;
      const loss = await this.#step(rows, { step, learningRate: learningRate(step) }).catch(
        (error: unknown) => {
          if (!(error instanceof LossNotFinite)) throw error;
          throw trainingDiverged(error, { epoch, begin: batch * batchSize, rows });
        },
      );
      this.#steps++;
      this.#lossSum += loss * rows.length;
      this.#rowCount += rows.length;
      onStep?.({ epoch, step, stepsPerEpoch, loss });
    }
    return this.#lossSum / this.#rowCount;
  }

  async #step(rows: Uint32Array, settings: StepSettings): Promise<number> {
    this.#options.batches.fill(rows, settings.step);
    for (const { lookup, rows: looked } of this.#lookups) lookup.gather(rows, looked);
    const { loss, gradients } = await this.#engine.step(this.#feeds, rows.length, settings);
    for (const { name, lookup } of this.#lookups) lookup.apply(gradients[name], settings);
    return loss;
  }

  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#lastTurn < TURN_MS) return;
    await setImmediate();
    this.#lastTurn = performance.now();
  }
}

/**
 * The last batch is smaller, but never a single row after others: batch norm has no variance over one row, and an
 * optimiser would follow it as far as a full batch. Such a row is left out of the epoch; the next epoch, in its
 * own order, leaves out another.
 */
function batchCount(rowCount: number, batchSize: number): number {
  const batches = Math.ceil(rowCount / batchSize);
  const last = rowCount - (batches - 1) * batchSize;
  return last === 1 && batchSize > 1 && batches > 1 ? batches - 1 : batches;
}
