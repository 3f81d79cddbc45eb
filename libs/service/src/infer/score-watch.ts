import type { Outputs, Signature } from '@reckit/inference';
import type { ModelMetrics } from '../operations/model-metrics';
import type { ValueTally } from '../operations/tallied-histogram';

/** So many scores of an answer are counted, spread over its rows: more would cost what they tell. */
const SAMPLED_ROWS = 8;

/** An output whose scores are counted, by its position. */
interface WatchedOutput {
  readonly at: number;
  readonly tally: ValueTally;
}

/** Counts how the scores of each version of a model are distributed: those that are one number a row. */
export class ScoreWatch {
  readonly #watched = new WeakMap<Signature, readonly WatchedOutput[]>();

  constructor(private readonly metrics: ModelMetrics) {}

  /** Counts some of the scores that a version has answered. */
  note(version: string, signature: Signature, outputs: Outputs, rowCount: number): void {
    let watched = this.#watched.get(signature);
    if (!watched) {
      watched = this.#watchedOf(version, signature);
      this.#watched.set(signature, watched);
    }
    const sampled = Math.min(rowCount, SAMPLED_ROWS);
    for (const { at, tally } of watched) {
      const values = outputs[at];
      for (let i = 0; i < sampled; i++) {
        const value = values[Math.floor((i * rowCount) / sampled)];
        if (typeof value === 'number' && Number.isFinite(value)) tally.add(value);
      }
    }
  }

  #watchedOf(version: string, { outputs }: Signature): readonly WatchedOutput[] {
    return outputs.flatMap(({ name, role, width }, at) => {
      const isScore = (role === 'score' || role === 'task') && width === 1;
      const output = outputs.length === 1 ? null : name;
      return isScore ? [{ at, tally: this.metrics.scoresOf(version, output) }] : [];
    });
  }
}
