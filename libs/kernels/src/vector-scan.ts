import vectorScan from './compiled/vector-scan';
import { loadKernel } from './load-kernel';

/** What `assembly/vector-scan.ts` exports. */
interface Kernel {
  freeAt(): number;
  scan(
    query: number,
    rows: number,
    count: number,
    stride: number,
    firstRow: number,
    heap: number,
    size: number,
    k: number,
  ): number;
}

/** A row that was found, and its inner product with the query. */
export interface FoundRow {
  readonly row: number;
  readonly score: number;
}

const PAGE_BYTES = 65_536;
const FLOAT_BYTES = 4;
const LANES = 4;
const ENTRY_BYTES = 8;
/** What a kernel of 32 bits can address. */
const MOST_BYTES = 2 ** 32;

/** Rows of numbers in the memory of a kernel, and searches through them for the greatest inner products. */
export class VectorScanKernel {
  readonly #kernel: Kernel;
  /** Numbers a row takes: the next multiple of four, the others 0. */
  readonly #stride: number;
  readonly #rowsAt: number;
  readonly #rows: Float32Array;
  readonly #queries: Float32Array;
  readonly #heapsAt: number;
  readonly #floats: Float32Array;
  readonly #ints: Int32Array;
  readonly #sizes: Int32Array;
  readonly #ks: Int32Array;

  /**
   * @param dim - numbers of a row
   * @param queryCount - how many searches may be under way at once
   * @param mostFound - how many rows each may find
   * @throws RangeError if there is no memory for that
   */
  constructor(
    private readonly dim: number,
    count: number,
    queryCount: number,
    private readonly mostFound: number,
  ) {
    const kernel = loadKernel<Kernel>(vectorScan);
    this.#kernel = kernel;
    this.#stride = Math.ceil(dim / LANES) * LANES;
    const queriesAt = kernel.freeAt();
    this.#heapsAt = queriesAt + queryCount * this.#stride * FLOAT_BYTES;
    // Sixteen bytes a pair of entries, so that the rows begin where four numbers are loaded best.
    this.#rowsAt = this.#heapsAt + queryCount * Math.ceil(mostFound / 2) * 2 * ENTRY_BYTES;
    const end = this.#rowsAt + count * this.#stride * FLOAT_BYTES;
    const { memory } = kernel;
    const pages = Math.max(0, Math.ceil(end / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES);
    if (end > MOST_BYTES) throw new RangeError(`${count} rows of ${dim} numbers take more than 4 GiB.`);
    memory.grow(pages);
    this.#rows = new Float32Array(memory.buffer, this.#rowsAt, count * this.#stride);
    this.#queries = new Float32Array(memory.buffer, queriesAt, queryCount * this.#stride);
    const heaps = (this.#rowsAt - this.#heapsAt) / FLOAT_BYTES;
    this.#floats = new Float32Array(memory.buffer, this.#heapsAt, heaps);
    this.#ints = new Int32Array(memory.buffer, this.#heapsAt, heaps);
    this.#sizes = new Int32Array(queryCount);
    this.#ks = new Int32Array(queryCount);
  }

  /** Writes rows from `first` on. @param values - row-major [rows, dim] */
  write(first: number, values: Float32Array): void {
    const stride = this.#stride;
    if (this.dim === stride) {
      this.#rows.set(values, first * stride);
      return;
    }
    for (let at = 0, row = first * stride; at < values.length; at += this.dim, row += stride) {
      this.#rows.set(values.subarray(at, at + this.dim), row);
    }
  }

  /** The numbers of a row where they lie, to be read or changed. */
  row(row: number): Float32Array {
    const start = row * this.#stride;
    return this.#rows.subarray(start, start + this.dim);
  }

  /** Begins a search in one of the places for them, for the `k` rows with the greatest products. */
  begin(place: number, query: Float32Array, k: number): void {
    if (k > this.mostFound) throw new RangeError(`${k} rows are more than ${this.mostFound}.`);
    this.#queries.set(query, place * this.#stride);
    this.#sizes[place] = 0;
    this.#ks[place] = k;
  }

  /** Goes on with a search through `count` rows from `first` on, in ascending order. */
  scan(place: number, first: number, count: number): void {
    const stride = this.#stride;
    this.#sizes[place] = this.#kernel.scan(
      this.#queries.byteOffset + place * stride * FLOAT_BYTES,
      this.#rowsAt + first * stride * FLOAT_BYTES,
      count,
      stride,
      first,
      this.#heapsAt + this.#heapOf(place) * ENTRY_BYTES,
      this.#sizes[place],
      this.#ks[place],
    );
  }

  /** What a search has found, the greatest product first; of rows that are as near, the earlier one first. */
  found(place: number): FoundRow[] {
    const start = this.#heapOf(place);
    const found = Array.from({ length: this.#sizes[place] }, (_, i) => ({
      score: this.#floats[2 * (start + i)],
      row: this.#ints[2 * (start + i) + 1],
    }));
    return found.sort((a, b) => b.score - a.score || a.row - b.row);
  }

  /** The first entry of the heap of a place. */
  #heapOf(place: number): number {
    return place * Math.ceil(this.mostFound / 2) * 2;
  }
}
