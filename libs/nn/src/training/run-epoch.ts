import { setImmediate } from 'node:timers/promises';
import { LossNotFinite, StoppedElsewhere } from '../errors';
import { StepTogether } from '../together/step-together';
import { StepAlone, type BatchStep } from './batch-step';
import type { FitOptions } from './fit-options';
import type { StepsUnderway } from './progress';
import { trainingDiverged } from './training-diverged';

/** The longest that the event loop waits for a turn: progress is drawn and signals are answered in it. */
const TURN_MS = 20;

/** Trains epochs of batches, in arrays that are made once. */
export class EpochRunner {
  readonly stepsPerEpoch: number;
  readonly #options: FitOptions;
  readonly #step: BatchStep;
  #lastTurn = performance.now();
  #steps = 0;
  #lossSum = 0;
  #rowCount = 0;

  constructor(options: FitOptions) {
    this.#options = options;
    this.stepsPerEpoch = batchCount(options.rows.length, options.batchSize);
    this.#step = stepOf(options);
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
    const { batchSize, learningRate, onStep } = this.#options;
    const { stepsPerEpoch } = this;
    const stepsBefore = (epoch - 1) * stepsPerEpoch;
    this.#steps = begun?.steps ?? 0;
    this.#lossSum = begun?.lossSum ?? 0;
    this.#rowCount = begun?.rows ?? 0;
    for (let batch = steps.begin + this.#steps; batch < steps.end; batch++) {
      await this.#giveTurn();
      this.#endIfTold();
      const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const step = stepsBefore + batch + 1;
      const loss = await this.#step
        .take(rows, { step, learningRate: learningRate(step) })
        .catch((error: unknown) => {
          if (!(error instanceof LossNotFinite)) throw error;
          throw trainingDiverged(error, { epoch, begin: batch * batchSize, rows });
        });
      this.#steps++;
      this.#lossSum += loss * rows.length;
      this.#rowCount += rows.length;
      onStep?.({ epoch, step, stepsPerEpoch, loss });
    }
    return this.#lossSum / this.#rowCount;
  }

  /** Where several train together, they end after the same step, and each has taken part in it. */
  #endIfTold(): void {
    const { signal } = this.#options;
    if (!(this.#step instanceof StepTogether)) return signal?.throwIfAborted();
    if (!this.#step.isStopping) return;
    signal?.throwIfAborted();
    throw new StoppedElsewhere();
  }

  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#lastTurn < TURN_MS) return;
    await setImmediate();
    this.#lastTurn = performance.now();
  }
}

function stepOf({
  engine,
  rows,
  batchSize,
  batches,
  lookups = {},
  collective,
  signal,
}: FitOptions): BatchStep {
  const largestBatch = Math.min(batchSize, rows.length);
  const looked = Object.entries(lookups).map(([name, lookup]) => ({
    name,
    lookup,
    rows: new Float32Array(largestBatch * lookup.slots * lookup.dim),
  }));
  const feeds = { ...batches.feeds, ...Object.fromEntries(looked.map(({ name, rows }) => [name, rows])) };
  if (!collective) return new StepAlone(engine, batches, looked, feeds);
  return new StepTogether({ engine, batches, lookups: looked, feeds, largestBatch, collective, signal });
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
