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

/** What a version has answered, and what that took. */
export interface VersionSums {
  readonly count: number;
  readonly rows: number;
  /** Milliseconds since 1970; 0 if there was none. */
  readonly lastInferenceMs: number;
  readonly ms: PredictionTimes;
  readonly fail: { readonly count: number; readonly ms: number };
}

/** The sums of the versions of every model of a service, by the names of both. */
export type PredictionSums = ReadonlyMap<string, ReadonlyMap<string, VersionSums>>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] extends number ? T[Key] : Writable<T[Key]> };

/** Counts what the versions of a model have answered in this process since it started. */
export class ModelTimes {
  readonly #versions = new Map<string, Writable<VersionSums>>();

  get sums(): ReadonlyMap<string, VersionSums> {
    return this.#versions;
  }

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

  #sumsOf(version: string): Writable<VersionSums> {
    const known = this.#versions.get(version);
    if (known) return known;
    const sums = newSums();
    this.#versions.set(version, sums);
    return sums;
  }
}

/** The sums of several processes as those of one. */
export function addPredictionSums(parts: Iterable<PredictionSums>): PredictionSums {
  const total = new Map<string, Map<string, Writable<VersionSums>>>();
  for (const [model, versions] of [...parts].flatMap(part => [...part])) {
    const known = total.get(model) ?? new Map<string, Writable<VersionSums>>();
    total.set(model, known);
    for (const [version, sums] of versions) {
      const sum = known.get(version) ?? newSums();
      known.set(version, sum);
      sum.count += sums.count;
      sum.rows += sums.rows;
      sum.lastInferenceMs = Math.max(sum.lastInferenceMs, sums.lastInferenceMs);
      for (const stage of STAGES) sum.ms[stage] += sums.ms[stage];
      sum.fail.count += sums.fail.count;
      sum.fail.ms += sums.fail.ms;
    }
  }
  return total;
}

/**
 * What has been counted of a version, as the Open Inference Protocol tells it.
 *
 * @param name - by which the model is called
 * @param sums - none where it has answered nothing yet
 */
export function modelCounts(name: string, version: string, sums: VersionSums = newSums()): ModelCounts {
  const { count, rows, lastInferenceMs, ms, fail } = sums;
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

function newSums(): Writable<VersionSums> {
  return {
    count: 0,
    rows: 0,
    lastInferenceMs: 0,
    ms: { input: 0, queue: 0, infer: 0, output: 0 },
    fail: { count: 0, ms: 0 },
  };
}
