import { openEngine, type Engine } from '@reckit/nn';
import { repeatSteps } from '../training/repeat-steps';
import type { StepRequest } from '../training/step-side';
import type { ComparedModel } from './compared-models';
import { feedsOf, type TrainingFeeds } from './training-feeds';

/** What a side did when it was asked to train for a while. */
export interface RetrievalTiming {
  readonly steps: number;
  readonly elapsedMs: number;
  /** CPU time of all threads of its process. */
  readonly cpuMs: number;
  /** That before the first step. */
  readonly loss: number;
  /** What it took as the fastest. */
  readonly form: string;
}

const OPTIONS = { optimizer: { kind: 'adam' }, seed: 7 } as const;
const LEARNING_RATE = 0.001;
const EMBEDDING = 64;
const TRIED_STEPS = 3;

/** Whole training steps of a model in this process: filling the batch, lookups, the step, the update of the tables. */
export class RetrievalSteps {
  /** Trained numbers. */
  readonly parameters: number;
  readonly #chosen = new Map<number, { step: () => Promise<number>; loss: number; form: string }>();
  #step = 0;

  private constructor(
    private readonly engines: ReadonlyMap<number, Engine>,
    private readonly feeds: TrainingFeeds,
    ofNetwork: number,
  ) {
    this.parameters = feeds.tables.reduce((sum, { values }) => sum + values.length, ofNetwork);
  }

  /** @param threads - numbers of threads that are tried */
  static async open({ ours }: ComparedModel, threads: readonly number[]): Promise<RetrievalSteps> {
    const engines = new Map<number, Engine>();
    for (const count of new Set(threads))
      engines.set(count, await openEngine('compiled', ours.network, { ...OPTIONS, threads: count }));
    return new RetrievalSteps(engines, feedsOf(ours, EMBEDDING), ours.network.parameters.size);
  }

  async time({ rowCount, durationMs }: StepRequest): Promise<RetrievalTiming> {
    const { step, loss, form } = this.#chosen.get(rowCount) ?? (await this.#choose(rowCount));
    const { elapsedMs, steps, cpuMs } = await repeatSteps(step, durationMs);
    return { elapsedMs, steps, cpuMs, loss, form };
  }

  async close(): Promise<void> {
    for (const engine of this.engines.values()) await engine.close();
  }

  /** Tries each number of threads. */
  async #choose(rowCount: number) {
    let fastest = { ms: Infinity, step: async () => NaN, loss: NaN, form: '' };
    for (const [threads, engine] of this.engines) {
      const step = this.#stepper(engine, rowCount);
      const loss = await step();
      await step();
      const begin = performance.now();
      for (let i = 0; i < TRIED_STEPS; i++) await step();
      const ms = performance.now() - begin;
      const form = `compiled, ${threads} thread${threads > 1 ? 's' : ''}`;
      // The first one is of fresh tables.
      const first = Number.isNaN(fastest.loss) ? loss : fastest.loss;
      fastest = ms < fastest.ms ? { ms, step, loss: first, form } : fastest;
    }
    this.#chosen.set(rowCount, fastest);
    return fastest;
  }

  /** A step on the next rows. */
  #stepper(engine: Engine, rowCount: number): () => Promise<number> {
    const { batches, lookups } = this.feeds.batchesOf(rowCount);
    const looked = Object.entries(lookups).map(([name, lookup]) => {
      return { name, lookup, values: new Float32Array(rowCount * lookup.slots * lookup.dim) };
    });
    const feeds = {
      ...batches.feeds,
      ...Object.fromEntries(looked.map(({ name, values }) => [name, values])),
    };
    const rows = new Uint32Array(rowCount);
    return async () => {
      const settings = { step: ++this.#step, learningRate: LEARNING_RATE };
      const first = settings.step * rowCount;
      for (let i = 0; i < rowCount; i++) rows[i] = (first + i) % this.feeds.rowCount;
      batches.fill(rows, settings.step);
      for (const { lookup, values } of looked) lookup.gather(rows, values);
      const { loss, gradients } = await engine.step(feeds, rowCount, settings);
      for (const { name, lookup } of looked) lookup.apply(gradients[name], settings);
      return loss;
    };
  }
}
