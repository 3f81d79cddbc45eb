import type { NumberStatistics } from './feature-statistics';
import type { NumberHistogram } from './histogram';
import { tenthEdges } from './number-bins';
import { shortestFloat32 } from './shortest-float32';

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
/** Significant digits of what is computed; more would only be noise. */
const DIGITS = 9;

/** Rows that a call goes over: a function is compiled once it was called often, and a loop of millions only late. */
const BLOCK_ROWS = 8192;

/** What was gathered of some rows of a number; null where none of them has a value. */
export interface NumberState {
  readonly missing: number;
  readonly present: { readonly count: number; readonly min: number; readonly max: number } | null;
  readonly shift: number;
  readonly sum: number;
  readonly squares: number;
  readonly sampled: readonly number[];
  readonly sampledMissing: number;
}

/** Gathers the statistics of a number: all rows for its moments and its range, some for what has to be sorted. */
export class NumberCollector {
  #missing = 0;
  #present = 0;
  #min = Infinity;
  #max = -Infinity;
  /** Subtracted from all values, so that squares of large numbers next to each other keep their digits. */
  #shift = 0;
  #sum = 0;
  #squares = 0;
  readonly #samples: Float32Array[] = [];
  #sampledMissing = 0;

  add(values: Float32Array, rows: Uint32Array): void {
    if (this.#present === 0) this.#shift = firstFinite(values, rows);
    const added = { present: 0, sum: 0, squares: 0, min: this.#min, max: this.#max };
    for (let begin = 0; begin < rows.length; begin += BLOCK_ROWS) {
      addRows(added, values, rows, begin, Math.min(begin + BLOCK_ROWS, rows.length), this.#shift);
    }
    this.#missing += rows.length - added.present;
    this.#present += added.present;
    this.#sum += added.sum;
    this.#squares += added.squares;
    this.#min = added.min;
    this.#max = added.max;
  }

  /** Takes rows of the sample. */
  addSample(values: Float32Array, rows: Uint32Array): void {
    const finite = new Float32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = values[rows[i]];
      if (value - value === 0) finite[count++] = value;
    }
    this.#sampledMissing += rows.length - count;
    this.#samples.push(finite.subarray(0, count));
  }

  /** What was gathered, for a collector elsewhere. */
  state(): NumberState {
    return {
      missing: this.#missing,
      present: this.#present === 0 ? null : { count: this.#present, min: this.#min, max: this.#max },
      shift: this.#shift,
      sum: this.#sum,
      squares: this.#squares,
      sampled: this.#samples.flatMap(sample => [...sample]),
      sampledMissing: this.#sampledMissing,
    };
  }

  /** Takes what was gathered elsewhere, of other rows. */
  addState({ missing, present, shift, sum, squares, sampled, sampledMissing }: NumberState): void {
    this.#missing += missing;
    this.#samples.push(Float32Array.from(sampled));
    this.#sampledMissing += sampledMissing;
    if (present === null) return;
    if (this.#present === 0) this.#shift = shift;
    const distance = shift - this.#shift;
    this.#squares += squares + distance * (2 * sum + distance * present.count);
    this.#sum += sum + distance * present.count;
    this.#present += present.count;
    this.#min = Math.min(this.#min, present.min);
    this.#max = Math.max(this.#max, present.max);
  }

  statistics(name: string): NumberStatistics {
    const sorted = joined(this.#samples).sort();
    const rows = {
      name,
      kind: 'numeric' as const,
      rows: this.#present + this.#missing,
      missing: this.#missing,
    };
    if (this.#present === 0) {
      const histogram = { edges: [], counts: [0], missing: this.#sampledMissing };
      return { ...rows, mean: null, std: null, min: null, max: null, quantiles: [], histogram };
    }
    const mean = this.#sum / this.#present;
    const variance = Math.max(0, this.#squares / this.#present - mean * mean);
    return {
      ...rows,
      mean: rounded(this.#shift + mean),
      std: this.#min === this.#max ? 0 : rounded(Math.sqrt(variance)),
      min: shortestFloat32(this.#min),
      max: shortestFloat32(this.#max),
      quantiles:
        sorted.length === 0 ? [] : QUANTILES.map(share => ({ share, value: quantileOf(sorted, share) })),
      histogram: histogramOf(sorted, this.#sampledMissing),
    };
  }
}

interface Added {
  present: number;
  sum: number;
  squares: number;
  min: number;
  max: number;
}

function addRows(
  added: Added,
  values: Float32Array,
  rows: Uint32Array,
  begin: number,
  end: number,
  shift: number,
): void {
  // Kept in the function, where the compiler has them in registers.
  let { present, sum, squares, min, max } = added;
  for (let i = begin; i < end; i++) {
    const value = values[rows[i]];
    // NaN and the infinities are what leaves something when taken from itself.
    if (value - value !== 0) continue;
    present++;
    if (value < min) min = value;
    if (value > max) max = value;
    const deviation = value - shift;
    sum += deviation;
    squares += deviation * deviation;
  }
  added.present = present;
  added.sum = sum;
  added.squares = squares;
  added.min = min;
  added.max = max;
}

/** @param sorted - finite values in rising order */
function histogramOf(sorted: Float32Array, missing: number): NumberHistogram {
  if (sorted.length === 0) return { edges: [], counts: [0], missing };
  const edges = tenthEdges(sorted);
  const ends = [...edges.map(edge => countUpTo(sorted, Math.fround(edge))), sorted.length];
  return { edges, counts: ends.map((end, bin) => end - (bin === 0 ? 0 : ends[bin - 1])), missing };
}

/** How many of some sorted values are not above one. */
function countUpTo(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function quantileOf(sorted: Float32Array, share: number): number {
  return shortestFloat32(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
}

function firstFinite(values: Float32Array, rows: Uint32Array): number {
  for (const row of rows) if (Number.isFinite(values[row])) return values[row];
  return 0;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
