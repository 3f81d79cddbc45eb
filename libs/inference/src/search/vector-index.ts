import type { IdTable, Similarity, VectorHeader, Vectors } from '@reckit/artifacts';
import { VectorScanKernel, type VectorScanShape } from '@reckit/kernels';
import { RejectedModel, ScoringTimeout } from '../errors';

/** The most that one search finds. */
export const MAX_FOUND = 500;

/** What was found: the nearest first, and of those that are as near the one whose vector comes first in the file. */
export interface Found {
  readonly ids: readonly string[];
  /** Inner products, or cosines. */
  readonly scores: Float32Array;
}

export interface SearchOptions {
  /** Ids that are not to be found. @default none */
  readonly exclude?: Iterable<string>;
  /** How long the caller waits at most. @default for ever */
  readonly timeoutMs?: number;
}

/** Several searches of one caller. */
export interface Query {
  readonly vector: Float32Array;
  /** How many are to be found at most. */
  readonly k: number;
  readonly exclude?: Iterable<string>;
}

/** Finds the vectors that are nearest to another one. */
export interface VectorSearch {
  readonly dim: number;
  readonly count: number;
  /**
   * Finds the vectors that are nearest to `query`.
   *
   * @param k - how many at most, up to 500
   * @throws ScoringTimeout
   */
  search(query: Float32Array, k: number, options?: SearchOptions): Promise<Found>;
  /** As `search`, for several queries, which share what it takes to read the vectors. */
  searchAll(queries: readonly Query[], timeoutMs?: number): Promise<Found[]>;
}

/** Searches that go through the vectors together: each part of them is read from memory once, for all of these. */
const TOGETHER = 8;
/** The vectors that are read for one search after the other: they stay in the nearest memory meanwhile. */
const BLOCK_BYTES = 128 * 1024;
const FLOAT_BYTES = 4;
/** From there on looking at whole numbers first pays: what is found itself is looked at twice. */
const QUANTIZED_FROM_ROWS = 16_384;
const QUANTIZED_FROM_NUMBERS = 16;
const QUANTIZED_FROM_ROWS_A_FOUND = 200;
/** For so long the event loop may stand still. */
const SLICE_MS = 4;

/** The searches of one caller, and how far they are. */
interface Job {
  readonly queries: readonly Query[];
  readonly found: Found[];
  readonly expiresAtMs: number;
  readonly resolve: (found: Found[]) => void;
  readonly reject: (error: unknown) => void;
  /** How many queries were begun. */
  begun: number;
  isOver: boolean;
}

/** A search that is under way in a place of the kernel. */
interface Search {
  readonly job: Job;
  /** Which of its queries it is. */
  readonly at: number;
  /** The rows that it passes over, in ascending order. */
  readonly excluded: readonly number[];
}

/**
 * An exact search: every vector is compared, on the calling thread, a few milliseconds at a time with the event loop
 * served in between. Searches that wait go through the vectors together, one of each caller in turn, so that a request
 * of a thousand keeps one of its own waiting for no longer than a few of them.
 */
export class VectorIndex implements VectorSearch {
  readonly dim: number;
  readonly count: number;
  readonly similarity: Similarity;
  readonly #kernel: VectorScanKernel;
  readonly #blockRows: number;
  #ids: IdTable | null = null;
  #waiting: Job[] = [];
  #isRunning = false;
  #sliceEndsAtMs = 0;

  /**
   * An index whose vectors and ids are still to be put in.
   *
   * @throws RejectedModel if there is no memory for so many
   */
  constructor({ dim, count, similarity }: Pick<VectorHeader, 'dim' | 'count' | 'similarity'>) {
    this.dim = dim;
    this.count = count;
    this.similarity = similarity;
    this.#kernel = kernelFor({
      dim,
      count,
      searches: TOGETHER,
      mostFound: Math.min(MAX_FOUND, Math.max(1, count)),
      hasUnitRows: similarity === 'cosine',
      isQuantized: count >= QUANTIZED_FROM_ROWS && dim >= QUANTIZED_FROM_NUMBERS,
    });
    const numberBytes = this.#kernel.isQuantized ? 1 : FLOAT_BYTES;
    this.#blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (dim * numberBytes)));
  }

  /** An index of vectors that are in memory; they are copied. */
  static of(vectors: Vectors): VectorIndex {
    const index = new VectorIndex(vectors);
    index.write(0, vectors.rows);
    index.name(vectors.ids);
    return index;
  }

  /** Puts in vectors from the row `first` on. @param rows - row-major [rows, dim] */
  write(first: number, rows: Float32Array): void {
    this.#kernel.write(first, rows);
  }

  /** Puts in the ids of all rows. */
  name(ids: IdTable): void {
    this.#ids = ids;
  }

  /** The vector of an id, of length 1 where cosines are compared; null if none has it. */
  vectorOf(id: string): Float32Array | null {
    const row = this.#names.rowOf(id);
    return row < 0 ? null : this.#kernel.row(row).slice();
  }

  async search(query: Float32Array, k: number, { exclude, timeoutMs }: SearchOptions = {}): Promise<Found> {
    const [found] = await this.searchAll([{ vector: query, k, exclude }], timeoutMs);
    return found;
  }

  searchAll(queries: readonly Query[], timeoutMs = Infinity): Promise<Found[]> {
    if (queries.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const expiresAtMs = performance.now() + timeoutMs;
      this.#waiting.push({ queries, found: [], expiresAtMs, resolve, reject, begun: 0, isOver: false });
      if (!this.#isRunning) void this.#run();
    });
  }

  get #names(): IdTable {
    if (!this.#ids) throw new Error('The vectors have no ids yet.');
    return this.#ids;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Not at once: the other requests that arrive in this turn of the loop are searched for together.
    await this.#giveTurn();
    while (this.#waiting.length > 0) {
      const searches = this.#begin();
      try {
        await this.#scan(searches);
        this.#end(searches);
      } catch (error) {
        for (const { job } of searches) settle(job, () => job.reject(error));
      }
      this.#waiting = this.#waiting.filter(({ isOver }) => !isOver);
    }
    this.#isRunning = false;
  }

  /** Begins as many searches as there are places for, one of each job in turn. */
  #begin(): Search[] {
    this.#dropExpired();
    const searches: Search[] = [];
    for (let left = true; left && searches.length < TOGETHER;) {
      left = false;
      for (const job of this.#waiting) {
        if (job.begun === job.queries.length || searches.length === TOGETHER) continue;
        left = true;
        const { vector, k, exclude } = job.queries[job.begun];
        const wanted = Math.min(k, this.count, MAX_FOUND);
        const isQuantized = wanted * QUANTIZED_FROM_ROWS_A_FOUND <= this.count;
        this.#kernel.begin(searches.length, this.#queryOf(vector), wanted, isQuantized);
        searches.push({ job, at: job.begun++, excluded: this.#rowsOf(exclude ?? []) });
      }
    }
    // Whoever waits longest comes last next time, behind those that had no place.
    const served = new Set(searches.map(({ job }) => job));
    this.#waiting = [...this.#waiting.filter(job => !served.has(job)), ...served];
    return searches;
  }

  async #scan(searches: readonly Search[]): Promise<void> {
    for (let first = 0; first < this.count; first += this.#blockRows) {
      if (performance.now() > this.#sliceEndsAtMs) {
        await this.#giveTurn();
        this.#dropExpired();
        if (searches.every(({ job }) => job.isOver)) return;
      }
      const end = Math.min(first + this.#blockRows, this.count);
      searches.forEach(({ job, excluded }, place) => {
        if (!job.isOver) this.#scanBlock(place, excluded, first, end);
      });
    }
  }

  /** Lets the event loop serve others; a slice begins after it, which several short scans share. */
  async #giveTurn(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    this.#sliceEndsAtMs = performance.now() + SLICE_MS;
  }

  /** What is not to be found is not looked at. */
  #scanBlock(place: number, excluded: readonly number[], first: number, end: number): void {
    let start = first;
    for (const row of excluded) {
      if (row < start) continue;
      if (row >= end) break;
      if (row > start) this.#kernel.scan(place, start, row - start);
      start = row + 1;
    }
    if (start < end) this.#kernel.scan(place, start, end - start);
  }

  #end(searches: readonly Search[]): void {
    searches.forEach(({ job, at }, place) => {
      if (job.isOver) return;
      const rows = this.#kernel.found(place);
      job.found[at] = {
        ids: rows.map(({ row }) => this.#names.at(row)),
        scores: Float32Array.from(rows, ({ score }) => score),
      };
    });
    for (const { job } of searches) {
      // Each query of a job ends after those before it.
      const isDone = job.begun === job.queries.length;
      if (isDone) settle(job, () => job.resolve(job.found));
    }
  }

  #dropExpired(): void {
    const now = performance.now();
    for (const job of this.#waiting) {
      if (job.expiresAtMs > now) continue;
      settle(job, () => job.reject(new ScoringTimeout('The request waited too long for its search.')));
    }
    this.#waiting = this.#waiting.filter(({ isOver }) => !isOver);
  }

  #queryOf(vector: Float32Array): Float32Array {
    return this.similarity === 'cosine' ? normalize(vector.slice()) : vector;
  }

  #rowsOf(ids: Iterable<string>): readonly number[] {
    const rows = new Set(Array.from(ids, id => this.#names.rowOf(id)));
    rows.delete(-1);
    return [...rows].sort((a, b) => a - b);
  }
}

/**
 * A kernel that has room for the vectors, as float32 alone if there is no more.
 *
 * @throws RejectedModel if there is not even that
 */
function kernelFor(shape: VectorScanShape): VectorScanKernel {
  try {
    return new VectorScanKernel(shape);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (shape.isQuantized) return kernelFor({ ...shape, isQuantized: false });
    throw new RejectedModel(
      `There is no memory for ${shape.count} vectors of ${shape.dim} numbers; search them in a vector database.`,
    );
  }
}

/** Gives a vector the length 1; one of zeros stays as it is, and its cosine is 0 with everything. */
function normalize(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return vector;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] *= scale;
  return vector;
}

function settle(job: Job, how: () => void): void {
  if (job.isOver) return;
  job.isOver = true;
  how();
}
