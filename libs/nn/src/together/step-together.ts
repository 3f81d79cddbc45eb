import type { Engine, Feeds } from '../engines/engine';
import { LossNotFinite } from '../errors';
import type { StepSettings } from '../optimizers/optimizer';
import type { LookedUp, BatchStep } from '../training/batch-step';
import type { BatchSource } from '../training/order/batch-source';
import { partOf, rowsOfPart, type BatchPart } from './batch-part';
import type { Collective } from './collective';

/** What is summed beside gradients: the loss, and how many processes want to stop. */
const HEAD = 2;

export interface StepTogetherOptions {
  readonly engine: Engine;
  readonly batches: BatchSource;
  readonly lookups: readonly LookedUp[];
  readonly feeds: Feeds;
  readonly largestBatch: number;
  readonly collective: Collective;
  readonly signal: AbortSignal | undefined;
}

/**
 * A step that several processes take on one batch: each learns from its part of the rows, and then all follow the sum.
 *
 * Everybody has all rows and knows which of them are in the batch, so that what they look up in tables need not be said:
 * the gradient of each place of a batch is summed as the dense ones are, all in one vector, and then every process updates
 * the same rows of its tables.
 */
export class StepTogether implements BatchStep {
  readonly #options: StepTogetherOptions;
  readonly #sums: Float32Array;
  readonly #sizes: { readonly parameters: number; readonly state: number };
  #isStopping = false;

  constructor(options: StepTogetherOptions) {
    this.#options = options;
    const { parameters, state } = options.engine.read();
    this.#sizes = { parameters: parameters.length, state: state.length };
    const looked = options.lookups.reduce((sum, { rows }) => sum + rows.length, 0);
    this.#sums = new Float32Array(HEAD + parameters.length + state.length + looked);
  }

  /** Whether a process was told to end: all know it after the same step. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  async take(rows: Uint32Array, settings: StepSettings): Promise<number> {
    const { engine, batches, lookups, feeds, collective, signal } = this.#options;
    const part = partOf(rows.length, collective);
    batches.fill(rows, settings.step);
    for (const { lookup, rows: looked } of lookups) lookup.gather(rows, looked, part);

    const sums = this.#sumsOf(rows.length);
    sums.all.fill(0);
    if (rowsOfPart(part) > 0) this.#add(sums, part, await engine.differentiate(feeds, part, settings));
    if (signal?.aborted) sums.head[1] = 1;
    await collective.allReduceSum(sums.all);

    const [loss, stops] = sums.head;
    this.#isStopping = stops > 0;
    if (!Number.isFinite(loss)) throw new LossNotFinite(settings.step, loss);
    await engine.update(sums, settings);
    for (const { name, lookup } of lookups) lookup.apply(sums.gradients[name], settings);
    return loss;
  }

  /** The parts of the vector for a batch of so many rows. */
  #sumsOf(rowCount: number): Sums {
    const { largestBatch, lookups } = this.#options;
    let end = 0;
    const next = (size: number) => this.#sums.subarray(end, (end += size));
    return {
      head: next(HEAD),
      parameters: next(this.#sizes.parameters),
      state: next(this.#sizes.state),
      gradients: Object.fromEntries(
        lookups.map(({ name, rows }) => [name, next((rows.length / largestBatch) * rowCount)]),
      ),
      all: this.#sums.subarray(0, end),
    };
  }

  /** Adds what a part of the batch gives to the mean over the whole. */
  #add(sums: Sums, part: BatchPart, derivatives: Awaited<ReturnType<Engine['differentiate']>>): void {
    const share = rowsOfPart(part) / part.of;
    sums.head[0] = derivatives.loss * share;
    scaleInto(sums.parameters, derivatives.parameters, share);
    scaleInto(sums.state, derivatives.state, share);
    for (const [name, gradient] of Object.entries(derivatives.gradients)) {
      const whole = sums.gradients[name];
      // Of what is shared there is a gradient for every row, else for those of the part.
      const begin = gradient.length === whole.length ? 0 : (whole.length / part.of) * part.begin;
      scaleInto(whole.subarray(begin, begin + gradient.length), gradient, share);
    }
  }
}

interface Sums {
  readonly head: Float32Array;
  readonly parameters: Float32Array;
  readonly state: Float32Array;
  /** By the embedding inputs of the network. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
  readonly all: Float32Array;
}

function scaleInto(to: Float32Array, from: Float32Array, factor: number): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i] * factor;
}
