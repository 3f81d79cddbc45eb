import { describeValue } from '@reckit/features';
import { RejectedModel, ScoringTimeout } from '../errors';
import type { ModelOutput, Outputs, OutputValues } from './model-output';
import type { Session } from './session';

const SWEEP_MS = 100;

/** Values of an output while they come in. */
type Gathered = Float32Array | string[];

interface Job {
  readonly values: Float32Array;
  readonly rowCount: number;
  /** When the caller stops waiting, by `performance.now()`. */
  readonly expiresAtMs: number;
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: unknown) => void;
  outputs: Outputs | null;
  /** Where the outputs are gathered that come in several runs. */
  gathered: Gathered[] | null;
  rowsDone: number;
}

/** The part of a job that one run computes. */
interface Share {
  readonly job: Job;
  readonly rowCount: number;
}

/**
 * Runs a session in slices. `session.run` computes on the calling thread, so one large request would keep
 * probes and everybody else waiting; and a run costs some 20 µs whatever its size. So the rows of all waiting
 * requests go through in slices of at most `sliceRows`, small requests together in one, large ones in several,
 * with the event loop served between two slices and every waiting request given its share of each. Where a
 * session can run at once, a request that fits into a slice does not wait at all.
 */
export class ScoringQueue {
  #waiting: Job[] = [];
  #draining = false;
  #sweeper: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    private readonly width: number,
    private readonly sliceRows: number,
    private readonly outputs: readonly ModelOutput[],
  ) {}

  /**
   * @param values - row-major [rowCount, width]
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout if the rows were not scored in time
   */
  async score(values: Float32Array, rowCount: number, timeoutMs: number): Promise<Outputs> {
    const { runNow } = this.session;
    if (runNow && rowCount <= this.sliceRows) return runNow(values, rowCount, this.width);
    return new Promise((resolve, reject) => {
      const expiresAtMs = performance.now() + timeoutMs;
      this.#waiting.push({
        values,
        rowCount,
        expiresAtMs,
        resolve,
        reject,
        outputs: null,
        gathered: null,
        rowsDone: 0,
      });
      this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
      if (this.#draining) return;
      this.#draining = true;
      // Not at once: the other requests that arrive in this turn of the loop share the first slice.
      setImmediate(() => void this.#drain());
    });
  }

  /** Settles when nothing waits and nothing runs. */
  whenIdle(): Promise<void> {
    if (!this.#draining) return Promise.resolve();
    return new Promise(resolve => this.#idle.push(resolve));
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#dropExpired();
      const shares = shareSlice(this.#waiting, this.sliceRows);
      if (shares.length > 0) await this.#runSlice(shares);
    }
    this.#draining = false;
    for (const settle of this.#idle.splice(0)) settle();
  }

  async #runSlice(shares: readonly Share[]): Promise<void> {
    try {
      const [first] = shares;
      if (shares.length === 1 && first.rowCount === first.job.rowCount) {
        const outputs = await this.#run(first.job.values, first.rowCount);
        first.job.rowsDone = first.rowCount;
        first.job.outputs = outputs;
      } else {
        const rowCount = shares.reduce((sum, share) => sum + share.rowCount, 0);
        const outputs = await this.#run(this.#gather(shares, rowCount), rowCount);
        scatter(shares, outputs, this.outputs);
      }
      for (const { job } of shares) if (job.rowsDone === job.rowCount) job.resolve(job.outputs ?? []);
    } catch (error) {
      for (const { job } of shares) {
        job.rowsDone = job.rowCount;
        job.reject(error);
      }
    }
    this.#waiting = this.#waiting.filter(job => job.rowsDone < job.rowCount);
  }

  /** Runs the session; that its outputs have the shape they had at load is not taken for granted. */
  async #run(values: Float32Array, rowCount: number): Promise<Outputs> {
    const results = await this.session.run(values, rowCount, this.width);
    this.outputs.forEach(({ name, width }, i) => {
      if (results[i].length === rowCount * width) return;
      throw new RejectedModel(
        `The output ${describeValue(name)} has ${results[i].length} values for ${rowCount} rows of ${width}.`,
      );
    });
    return results;
  }

  #gather(shares: readonly Share[], rowCount: number): Float32Array {
    const { width } = this;
    const [first] = shares;
    if (shares.length === 1)
      return first.job.values.subarray(first.job.rowsDone * width, (first.job.rowsDone + rowCount) * width);
    const values = new Float32Array(rowCount * width);
    let offset = 0;
    for (const { job, rowCount: rows } of shares) {
      values.set(job.values.subarray(job.rowsDone * width, (job.rowsDone + rows) * width), offset);
      offset += rows * width;
    }
    return values;
  }

  /** A run that takes its time in another thread must not keep those waiting whose time is over. */
  #sweep(): void {
    this.#dropExpired();
    if (this.#draining || !this.#sweeper) return;
    clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #dropExpired(): void {
    const now = performance.now();
    this.#waiting = this.#waiting.filter(job => {
      if (job.expiresAtMs > now) return true;
      job.reject(new ScoringTimeout('The request waited too long to be scored.'));
      return false;
    });
  }
}

/** Gives every waiting job, oldest first, an equal share of the slice, and what is left over to the oldest. */
function shareSlice(waiting: readonly Job[], sliceRows: number): Share[] {
  const served = waiting.slice(0, sliceRows);
  if (served.length === 0) return [];
  const equalShare = Math.floor(sliceRows / served.length);
  let left = sliceRows;
  const rows = served.map(job => {
    const share = Math.min(job.rowCount - job.rowsDone, equalShare);
    left -= share;
    return share;
  });
  return served.map((job, i) => {
    const extra = Math.min(job.rowCount - job.rowsDone - rows[i], left);
    left -= extra;
    return { job, rowCount: rows[i] + extra };
  });
}

function scatter(shares: readonly Share[], results: Outputs, outputs: readonly ModelOutput[]): void {
  let row = 0;
  for (const { job, rowCount } of shares) {
    job.gathered ??= outputs.map(({ role, width }) =>
      role === 'ids' ? new Array<string>(width * job.rowCount) : new Float32Array(width * job.rowCount),
    );
    job.outputs = job.gathered;
    for (const [i, target] of job.gathered.entries()) {
      const { width } = outputs[i];
      copyValues(results[i], row * width, (row + rowCount) * width, target, job.rowsDone * width);
    }
    job.rowsDone += rowCount;
    row += rowCount;
  }
}

function copyValues(from: OutputValues, start: number, end: number, to: Gathered, at: number): void {
  if (!(to instanceof Float32Array)) for (let i = start; i < end; i++) to[at + i - start] = String(from[i]);
  else if (from instanceof Float32Array) to.set(from.subarray(start, end), at);
}
