import type { Duration, ModelCounts } from '@reckit/protocol';

/** Where the time of one prediction went, in milliseconds. */
export interface PredictionTimes {
  readonly input: number;
  readonly queue: number;
  readonly infer: number;
  readonly output: number;
}

const STAGES = ['input', 'queue', 'infer', 'output'] as const;
const NS_PER_MS = 1e6;

/** Sums of one version. */
interface Sums {
  count: number;
  rows: number;
  lastInferenceMs: number;
  readonly ms: Record<(typeof STAGES)[number], number>;
  readonly fail: { count: number; ms: number };
}

/** How many predictions the versions of a model have answered since the process started, and what they took. */
export class ModelTimes {
  readonly #versions = new Map<string, Sums>();

  /** Counts a prediction that was answered. */
  addAnswered(version: string, rows: number, times: PredictionTimes): void {
    const sums = this.#sumsOf(version);
    sums.count++;
    sums.rows += rows;
    sums.lastInferenceMs = Date.now();
    const { ms } = sums;
    ms.input += times.input;
    ms.queue += times.queue;
    ms.infer += times.infer;
    ms.output += times.output;
  }

  /** Counts a prediction that began on a version and failed, or was refused, since. */
  addFailed(version: string, ms: number): void {
    const { fail } = this.#sumsOf(version);
    fail.count++;
    fail.ms += ms;
  }

  /** @param name - by which the model is called */
  countsOf(name: string, version: string): ModelCounts {
    const { count, rows, lastInferenceMs, ms, fail } = this.#versions.get(version) ?? newSums();
    const duration = (total: number): Duration => ({ count, ns: Math.round(total * NS_PER_MS) });
    return {
      name,
      version,
      lastInferenceMs,
      rows,
      executions: count,
      success: duration(STAGES.reduce((sum, stage) => sum + ms[stage], 0)),
      fail: { count: fail.count, ns: Math.round(fail.ms * NS_PER_MS) },
      queue: duration(ms.queue),
      input: duration(ms.input),
      infer: duration(ms.infer),
      output: duration(ms.output),
    };
  }

  #sumsOf(version: string): Sums {
    const known = this.#versions.get(version);
    if (known) return known;
    const sums = newSums();
    this.#versions.set(version, sums);
    return sums;
  }
}

function newSums(): Sums {
  return {
    count: 0,
    rows: 0,
    lastInferenceMs: 0,
    ms: { input: 0, queue: 0, infer: 0, output: 0 },
    fail: { count: 0, ms: 0 },
  };
}
