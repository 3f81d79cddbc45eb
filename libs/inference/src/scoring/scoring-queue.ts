import { describeValue } from '@reckit/features';
import { RejectedModel, ScoringTimeout } from '../errors';
import type { ModelOutput, Outputs, OutputValues } from './model-output';
import type { RunsBeside } from './runs-beside';
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
  /** The rows of which runs were begun, from the first on, and those of which they are done. */
  rowsTaken: number;
  rowsDone: number;
  /** Whether it is settled. */
  isOver: boolean;
}

/** The part of a job that one run computes. */
interface Share {
  readonly job: Job;
  readonly start: number;
  readonly rowCount: number;
}

/** What one run computes, and where. */
interface Slice {
  readonly shares: readonly Share[];
  readonly rowCount: number;
  readonly place: 'here' | 'beside';
}

/** So many runs are under way beside at once: when one is done the next one is there, whatever this thread is doing. */
const RUNS_BESIDE = 2;

/** So much of a slice is run here while large requests wait for their turn beside; the next request is read soon. */
const HELPED_SHARE = 1 / 4;

/**
 * Runs a session in slices. `session.run` computes on the calling thread, so one large request would keep
 * probes and everybody else waiting; and a run costs some 20 µs whatever its size. So the rows of all waiting
 * requests go through in slices of at most `sliceRows`, small requests together in one, large ones in several,
 * with the event loop served between two slices and every waiting request given its share of each. Where a
 * session can run at once, a request that fits into a slice does not wait at all.
 */
export class ScoringQueue {
  #waiting: Job[] = [];
  #isBegun = false;
  readonly #underWay = { here: 0, beside: 0 };
  #sweeper: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    private readonly width: number,
    private readonly sliceRows: number,
    private readonly outputs: readonly ModelOutput[],
    private readonly beside: RunsBeside | null = null,
  ) {}

  /**
   * @param values - row-major [rowCount, width]
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout if the rows were not scored in time
   */
  async score(values: Float32Array, rowCount: number, timeoutMs: number): Promise<Outputs> {
    const { runNow } = this.session;
    if (runNow && rowCount <= this.sliceRows && !this.#isForBeside(rowCount)) {
      return runNow(values, rowCount, this.width);
    }
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
        rowsTaken: 0,
        rowsDone: 0,
        isOver: false,
      });
      this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
      if (this.#isBegun) return;
      this.#isBegun = true;
      // Not at once: the other requests that arrive in this turn of the loop share the first slice.
      setImmediate(() => {
        this.#isBegun = false;
        this.#runWaiting();
      });
    });
  }

  /** Settles when nothing waits and nothing runs. */
  whenIdle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise(resolve => this.#idle.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay.here === 0 && this.#underWay.beside === 0;
  }

  #isForBeside(rowCount: number): boolean {
    return this.beside !== null && rowCount >= this.beside.fromRows;
  }

  /** Begins as many runs as there is room for. */
  #runWaiting(): void {
    this.#dropExpired();
    for (let slice = this.#nextSlice(); slice; slice = this.#nextSlice()) void this.#runSlice(slice);
    if (!this.#isIdle || this.#idle.length === 0) return;
    // Those whose requests have ended hear of that first.
    setImmediate(() => this.#idle.splice(0).forEach(settle => settle()));
  }

  /** What is run next; null where nothing waits, or there is no room for it. */
  #nextSlice(): Slice | null {
    const left = this.#waiting.filter(({ rowCount, rowsTaken }) => rowsTaken < rowCount);
    // Large requests alone go beside: many small ones are quicker done here than sent there.
    const isLarge = ({ rowCount, rowsTaken }: Job): boolean => this.#isForBeside(rowCount - rowsTaken);
    const large = left.filter(isLarge);
    if (large.length > 0 && this.#underWay.beside < RUNS_BESIDE) {
      return { ...wholeOf(large, this.sliceRows), place: 'beside' };
    }
    if (this.#underWay.here > 0 || left.length === 0) return null;
    if (large.length < left.length) {
      return {
        ...sliceOf(
          left.filter(job => !isLarge(job)),
          this.sliceRows,
        ),
        place: 'here',
      };
    }
    // The other thread is slow, or has no core to itself: this one helps.
    return { ...wholeOf(large, Math.ceil(this.sliceRows * HELPED_SHARE)), place: 'here' };
  }

  async #runSlice({ shares, rowCount, place }: Slice): Promise<void> {
    for (const { job, rowCount: rows } of shares) job.rowsTaken += rows;
    this.#underWay[place]++;
    try {
      const [first] = shares;
      if (shares.length === 1 && first.rowCount === first.job.rowCount) {
        const outputs = await this.#run(first.job.values, rowCount, place);
        first.job.rowsDone = rowCount;
        first.job.outputs = outputs;
      } else {
        const outputs = await this.#run(this.#gather(shares, rowCount), rowCount, place);
        scatter(shares, outputs, this.outputs);
      }
      for (const { job } of shares) {
        if (job.rowsDone < job.rowCount) continue;
        job.isOver = true;
        job.resolve(job.outputs ?? []);
      }
    } catch (error) {
      for (const { job } of shares) {
        job.isOver = true;
        job.reject(error);
      }
    }
    this.#underWay[place]--;
    this.#waiting = this.#waiting.filter(({ isOver }) => !isOver);
    this.#runWaiting();
  }

  /** Runs the session; that its outputs have the shape they had at load is not taken for granted. */
  async #run(values: Float32Array, rowCount: number, place: Slice['place']): Promise<Outputs> {
    const beside = place === 'beside' ? await this.beside?.run(values, rowCount, this.width) : null;
    const results = beside ?? (await this.session.run(values, rowCount, this.width));
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
      return first.job.values.subarray(first.start * width, (first.start + rowCount) * width);
    const values = new Float32Array(rowCount * width);
    let offset = 0;
    for (const { job, start, rowCount: rows } of shares) {
      values.set(job.values.subarray(start * width, (start + rows) * width), offset);
      offset += rows * width;
    }
    return values;
  }

  /** A run that takes its time in another thread must not keep those waiting whose time is over. */
  #sweep(): void {
    this.#dropExpired();
    if (!this.#isIdle || !this.#sweeper) return;
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
function sliceOf(waiting: readonly Job[], sliceRows: number): Omit<Slice, 'place'> {
  const served = waiting.slice(0, sliceRows);
  const equalShare = Math.floor(sliceRows / served.length);
  let left = sliceRows;
  const rows = served.map(job => {
    const share = Math.min(job.rowCount - job.rowsTaken, equalShare);
    left -= share;
    return share;
  });
  const shares = served.map((job, i) => {
    const extra = Math.min(job.rowCount - job.rowsTaken - rows[i], left);
    left -= extra;
    return { job, start: job.rowsTaken, rowCount: rows[i] + extra };
  });
  return { shares, rowCount: sliceRows - left };
}

/**
 * Gives requests the slice as wholes, so that each is done with few runs: the shortest first, but for the oldest, which has
 * half of it whatever else comes, and what is left over.
 */
function wholeOf([oldest, ...others]: readonly Job[], sliceRows: number): Omit<Slice, 'place'> {
  const rowsLeft = ({ rowCount, rowsTaken }: Job): number => rowCount - rowsTaken;
  let left = sliceRows - Math.min(rowsLeft(oldest), Math.ceil(sliceRows / 2));
  const shares: Share[] = [];
  for (const job of others.sort((a, b) => rowsLeft(a) - rowsLeft(b))) {
    const rowCount = rowsLeft(job);
    if (rowCount > left) break;
    shares.push({ job, start: job.rowsTaken, rowCount });
    left -= rowCount;
  }
  const rowCount = Math.min(rowsLeft(oldest), sliceRows - rowsOf(shares));
  shares.unshift({ job: oldest, start: oldest.rowsTaken, rowCount });
  return { shares, rowCount: rowsOf(shares) };
}

function rowsOf(shares: readonly Share[]): number {
  return shares.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

function scatter(shares: readonly Share[], results: Outputs, outputs: readonly ModelOutput[]): void {
  let row = 0;
  for (const { job, start, rowCount } of shares) {
    job.gathered ??= outputs.map(({ role, width }) =>
      role === 'ids' ? new Array<string>(width * job.rowCount) : new Float32Array(width * job.rowCount),
    );
    job.outputs = job.gathered;
    for (const [i, target] of job.gathered.entries()) {
      const { width } = outputs[i];
      copyValues(results[i], row * width, (row + rowCount) * width, target, start * width);
    }
    job.rowsDone += rowCount;
    row += rowCount;
  }
}

function copyValues(from: OutputValues, start: number, end: number, to: Gathered, at: number): void {
  if (!(to instanceof Float32Array)) for (let i = start; i < end; i++) to[at + i - start] = String(from[i]);
  else if (from instanceof Float32Array) to.set(from.subarray(start, end), at);
}
