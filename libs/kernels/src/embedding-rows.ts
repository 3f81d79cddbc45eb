import embeddingRows from './compiled/embedding-rows';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';

/** What `assembly/embedding-rows.ts` exports. */
interface Kernel {
  freeAt(): number;
  pool(
    table: number,
    dim: number,
    rows: number,
    ends: number,
    divisors: number,
    bags: number,
    out: number,
  ): void;
  adam(
    values: number,
    moments: number,
    dim: number,
    rows: number,
    gradients: number,
    count: number,
    rate: number,
    smallest: number,
    keptMean: number,
    newMean: number,
    keptSquare: number,
    newSquare: number,
  ): void;
  adagrad(
    values: number,
    squares: number,
    dim: number,
    rows: number,
    gradients: number,
    count: number,
    rate: number,
    epsilon: number,
  ): void;
}

/** The numbers of a step of Adam, with the corrections of its bias in them. */
export interface AdamStep {
  readonly rate: number;
  /** Added to the root of the mean square. */
  readonly smallest: number;
  readonly keptMean: number;
  readonly keptSquare: number;
}

/** The numbers of a step of Adagrad. */
export interface AdagradStep {
  readonly rate: number;
  readonly epsilon: number;
}

const WORD_BYTES = 4;
const MOST_IDS = 4_096;
const MOST_ROWS = 256;

/** An embedding table in the memory of a kernel that pools its rows and updates them, some at a time. */
export class EmbeddingRowsKernel {
  /** So many ids can be pooled at once. */
  static readonly mostIds = MOST_IDS;
  /** So many bags can be pooled at once, or rows updated. */
  static readonly mostRows = MOST_ROWS;

  /** [rows, dim] */
  readonly values: Float32Array<ArrayBuffer>;
  /** What an optimiser remembers of the rows, [rows, memoryPerValue, dim]. */
  readonly memory: Float32Array<ArrayBuffer>;
  /** The rows of the bags to pool, bag after bag; or those to update, all different. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** Where each bag ends among them. */
  readonly ends: Int32Array<ArrayBuffer>;
  /** What the sum of each bag is divided by. */
  readonly divisors: Float32Array<ArrayBuffer>;
  /** What bags were pooled to, or the gradients of the rows to update; [bags or rows, dim]. */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly #kernel: Kernel;

  /** @throws RangeError if there is no memory for such a table */
  constructor(
    rows: number,
    private readonly dim: number,
    memoryPerValue: number,
  ) {
    const kernel = loadKernel<Kernel>(embeddingRows);
    this.#kernel = kernel;
    const plan = new MemoryPlan(kernel);
    const place = (words: number): number => plan.take(words * WORD_BYTES);
    const idsAt = place(MOST_IDS);
    const endsAt = place(MOST_ROWS);
    const divisorsAt = place(MOST_ROWS);
    const vectorsAt = place(MOST_ROWS * dim);
    const valuesAt = place(rows * dim);
    const memoryAt = place(rows * dim * memoryPerValue);
    const buffer = plan.allocate();
    this.ids = new Int32Array(buffer, idsAt, MOST_IDS);
    this.ends = new Int32Array(buffer, endsAt, MOST_ROWS);
    this.divisors = new Float32Array(buffer, divisorsAt, MOST_ROWS);
    this.vectors = new Float32Array(buffer, vectorsAt, MOST_ROWS * dim);
    this.values = new Float32Array(buffer, valuesAt, rows * dim);
    this.memory = new Float32Array(buffer, memoryAt, rows * dim * memoryPerValue);
  }

  /** Pools so many bags. */
  pool(bags: number): void {
    const { ids, ends, divisors, values, vectors, dim } = this;
    this.#kernel.pool(
      values.byteOffset,
      dim,
      ids.byteOffset,
      ends.byteOffset,
      divisors.byteOffset,
      bags,
      vectors.byteOffset,
    );
  }

  /** Updates so many rows by Adam; the memory holds the mean of a row, then the mean square. */
  adam(count: number, { rate, smallest, keptMean, keptSquare }: AdamStep): void {
    const { ids, values, memory, vectors, dim } = this;
    this.#kernel.adam(
      values.byteOffset,
      memory.byteOffset,
      dim,
      ids.byteOffset,
      vectors.byteOffset,
      count,
      rate,
      smallest,
      keptMean,
      1 - keptMean,
      keptSquare,
      1 - keptSquare,
    );
  }

  /** Updates so many rows by Adagrad; the memory holds the sum of the squares. */
  adagrad(count: number, { rate, epsilon }: AdagradStep): void {
    const { ids, values, memory, vectors, dim } = this;
    this.#kernel.adagrad(
      values.byteOffset,
      memory.byteOffset,
      dim,
      ids.byteOffset,
      vectors.byteOffset,
      count,
      rate,
      epsilon,
    );
  }
}
