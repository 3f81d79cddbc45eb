import type { Engine, Feeds } from '../engines/engine';
import type { StepSettings } from '../optimizers/optimizer';
import type { BatchLookup } from '../tables/lookup';
import type { BatchSource } from './order/batch-source';

/** A step of a training. */
export interface BatchStep {
  /**
   * Learns from some rows of the data.
   *
   * @returns the mean of their losses
   * @throws LossNotFinite
   */
  take(rows: Uint32Array, settings: StepSettings): Promise<number>;
}

/** An embedding input of a network, and room for what is looked up for the largest batch. */
export interface LookedUp {
  readonly name: string;
  readonly lookup: BatchLookup;
  readonly rows: Float32Array;
}

/** A step that a process takes alone. */
export class StepAlone implements BatchStep {
  constructor(
    private readonly engine: Engine,
    private readonly batches: BatchSource,
    private readonly lookups: readonly LookedUp[],
    private readonly feeds: Feeds,
  ) {}

  async take(rows: Uint32Array, settings: StepSettings): Promise<number> {
    this.batches.fill(rows, settings.step);
    for (const { lookup, rows: looked } of this.lookups) lookup.gather(rows, looked);
    const { loss, gradients } = await this.engine.step(this.feeds, rows.length, settings);
    for (const { name, lookup } of this.lookups) lookup.apply(gradients[name], settings);
    return loss;
  }
}
