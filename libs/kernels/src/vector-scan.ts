import vectorScan from './compiled/vector-scan';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';
import { quantizeQuery, type QuantizedQuery } from './quantized-query';

/** What `assembly/vector-scan.ts` exports. */
interface Kernel {
  readonly SHARE: { readonly value: number };
  freeAt(): number;
  normalize(rows: number, count: number, dim: number, stride: number): void;
  quantize(
    rows: number,
    count: number,
    stride: number,
    codes: number,
    codeStride: number,
    scales: number,
    errors: number,
  ): number;
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
  scanQuantized(
    codes: number,
    codeStride: number,
    scales: number,
    errors: number,
    count: number,
    wholeQuery: number,
    perUnit: number,
    factor: number,
    slack: number,
    query: number,
    rows: number,
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

/** Rows, and the searches through them. */
export interface VectorScanShape {
  /** Numbers of a row. */
  readonly dim: number;
  readonly count: number;
  /** How many searches may be under way at once. */
  readonly searches: number;
  /** How many rows each may find. */
  readonly mostFound: number;
  /** Whether rows are given the length 1. @default false */
  readonly hasUnitRows?: boolean;
  /**
   * Whether rows are looked at as whole numbers of eight bits first, which takes a quarter more memory and finds the
   * same. @default false
   */
  readonly isQuantized?: boolean;
}

const FLOAT_BYTES = 4;
const LANES = 4;
const CODE_LANES = 8;
const CODE_BYTES = 2;
const ENTRY_BYTES = 8;
/** What is read behind the last row. */
const ROWS_BEYOND = 3;
/** Products up to this have no sum on the way that is not float32. */
const GREATEST_PRODUCT = 1e37;

/** Rows of numbers in the memory of a kernel, and searches through them for the greatest inner products. */
export class VectorScanKernel {
  readonly #kernel: Kernel;
  readonly #shape: VectorScanShape;
  /** Numbers a row takes: the next multiple of four, and of eight as whole numbers; the others 0. */
  readonly #stride: number;
  readonly #codeStride: number;
  readonly #at: Layout;
  readonly #rows: Float32Array;
  readonly #queries: Float32Array;
  readonly #wholeQueries: Int16Array;
  readonly #floats: Float32Array;
  readonly #ints: Int32Array;
  readonly #sizes: Int32Array;
  readonly #ks: Int32Array;
  /** What the queries are as whole numbers; null where they are looked for among the float32 rows at once. */
  readonly #quantized: (QuantizedQuery | null)[];
  #greatestLength = 0;

  /** @throws RangeError if there is no memory for that */
  constructor(shape: VectorScanShape) {
    const { dim, count, searches, mostFound } = shape;
    const kernel = loadKernel<Kernel>(vectorScan);
    this.#kernel = kernel;
    this.#shape = shape;
    this.#stride = roundUp(dim, LANES);
    this.#codeStride = roundUp(dim, CODE_LANES);
    const plan = new MemoryPlan(kernel);
    this.#at = layoutOf(plan, shape);
    const { queries, wholeQueries, heaps, rows } = this.#at;
    const buffer = plan.allocate();
    this.#rows = new Float32Array(buffer, rows, count * this.#stride);
    this.#queries = new Float32Array(buffer, queries, searches * this.#stride);
    this.#wholeQueries = new Int16Array(buffer, wholeQueries, searches * this.#codeStride);
    const entries = searches * mostFound;
    this.#floats = new Float32Array(buffer, heaps, 2 * entries);
    this.#ints = new Int32Array(buffer, heaps, 2 * entries);
    this.#sizes = new Int32Array(searches);
    this.#ks = new Int32Array(searches);
    this.#quantized = new Array<QuantizedQuery | null>(searches).fill(null);
  }

  /** Whether rows are looked at as whole numbers first. */
  get isQuantized(): boolean {
    return this.#shape.isQuantized ?? false;
  }

  /** Writes rows from `first` on. @param values - row-major [rows, dim] */
  write(first: number, values: Float32Array): void {
    const { dim, hasUnitRows = false, isQuantized = false } = this.#shape;
    const stride = this.#stride;
    const count = values.length / dim;
    if (dim === stride) this.#rows.set(values, first * stride);
    else {
      for (let at = 0, row = first * stride; at < values.length; at += dim, row += stride) {
        this.#rows.set(values.subarray(at, at + dim), row);
      }
    }
    const rowsAt = this.#rowAt(first);
    if (hasUnitRows) this.#kernel.normalize(rowsAt, count, dim, stride);
    if (!isQuantized) return;
    const { codes, scales, errors } = this.#codesAt(first);
    const length = this.#kernel.quantize(rowsAt, count, stride, codes, this.#codeStride, scales, errors);
    this.#greatestLength = Math.max(this.#greatestLength, length);
  }

  /** The numbers of a row where they lie. */
  row(row: number): Float32Array {
    const start = row * this.#stride;
    return this.#rows.subarray(start, start + this.#shape.dim);
  }

  /**
   * Begins a search in one of the places for them, for the `k` rows with the greatest products.
   *
   * @param isQuantized - whether it looks at rows as whole numbers first @default if the rows have them
   */
  begin(place: number, query: Float32Array, k: number, isQuantized = this.isQuantized): void {
    const { mostFound } = this.#shape;
    if (k > mostFound) throw new RangeError(`${k} rows are more than ${mostFound}.`);
    this.#queries.set(query, place * this.#stride);
    this.#sizes[place] = 0;
    this.#ks[place] = k;
    const quantized = isQuantized && this.isQuantized ? quantizeQuery(query, this.#kernel.SHARE.value) : null;
    const isSafe = quantized !== null && quantized.length * this.#greatestLength <= GREATEST_PRODUCT;
    this.#quantized[place] = isSafe ? quantized : null;
    if (isSafe) this.#wholeQueries.set(quantized.numbers, place * this.#codeStride);
  }

  /** Goes on with a search through `count` rows from `first` on, in ascending order. */
  scan(place: number, first: number, count: number): void {
    const stride = this.#stride;
    const query = this.#queries.byteOffset + place * stride * FLOAT_BYTES;
    const rows = this.#rowAt(first);
    const heap = this.#at.heaps + place * this.#shape.mostFound * ENTRY_BYTES;
    const [size, k] = [this.#sizes[place], this.#ks[place]];
    const quantized = this.#quantized[place];
    if (quantized === null) {
      this.#sizes[place] = this.#kernel.scan(query, rows, count, stride, first, heap, size, k);
      return;
    }
    const codeStride = this.#codeStride;
    const { codes, scales, errors } = this.#codesAt(first);
    const { perUnit, factor, slack } = quantized;
    this.#sizes[place] = this.#kernel.scanQuantized(
      codes,
      codeStride,
      scales,
      errors,
      count,
      this.#wholeQueries.byteOffset + place * codeStride * CODE_BYTES,
      perUnit,
      factor,
      slack,
      query,
      rows,
      stride,
      first,
      heap,
      size,
      k,
    );
  }

  /** What a search has found, the greatest product first; of rows that are as near, the earlier one first. */
  found(place: number): FoundRow[] {
    const start = place * this.#shape.mostFound;
    const found = Array.from({ length: this.#sizes[place] }, (_, i) => ({
      score: this.#floats[2 * (start + i)],
      row: this.#ints[2 * (start + i) + 1],
    }));
    return found.sort((a, b) => b.score - a.score || a.row - b.row);
  }

  #rowAt(row: number): number {
    return this.#at.rows + row * this.#stride * FLOAT_BYTES;
  }

  /** Where the whole numbers of a row lie, and what belongs to them. */
  #codesAt(row: number): { codes: number; scales: number; errors: number } {
    const { codes, scales, errors } = this.#at;
    return {
      codes: codes + row * this.#codeStride,
      scales: scales + row * FLOAT_BYTES,
      errors: errors + row * FLOAT_BYTES,
    };
  }
}

/** Where things lie in the memory of a kernel, in bytes. */
interface Layout {
  readonly queries: number;
  readonly wholeQueries: number;
  readonly heaps: number;
  readonly scales: number;
  readonly errors: number;
  readonly codes: number;
  readonly rows: number;
}

function layoutOf(
  plan: MemoryPlan,
  { dim, count, searches, mostFound, isQuantized = false }: VectorScanShape,
): Layout {
  const quantized = isQuantized ? count + ROWS_BEYOND : 0;
  return {
    queries: plan.take(searches * roundUp(dim, LANES) * FLOAT_BYTES),
    wholeQueries: plan.take(searches * roundUp(dim, CODE_LANES) * CODE_BYTES),
    heaps: plan.take(searches * mostFound * ENTRY_BYTES),
    scales: plan.take(quantized * FLOAT_BYTES),
    errors: plan.take(quantized * FLOAT_BYTES),
    codes: plan.take(quantized * roundUp(dim, CODE_LANES)),
    rows: plan.take(count * roundUp(dim, LANES) * FLOAT_BYTES),
  };
}

function roundUp(number: number, multiple: number): number {
  return Math.ceil(number / multiple) * multiple;
}
