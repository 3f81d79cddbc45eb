import type { CategoryHistogram, Histogram, NumberHistogram } from './histogram';
import { binOf } from './number-bins';

/** Sorts numbers into the bins of a histogram. */
export class NumberTally {
  readonly #edges: Float32Array;
  readonly #counts: Float64Array;
  #missing = 0;

  constructor(private readonly like: NumberHistogram) {
    this.#edges = Float32Array.from(like.edges);
    this.#counts = new Float64Array(like.edges.length + 1);
  }

  /** @param value - a raw number as it is served, compared as float32; NaN and infinities count as missing */
  add(value: number): void {
    const rounded = Math.fround(value);
    if (rounded - rounded !== 0) this.#missing++;
    else this.#counts[binOf(this.#edges, rounded)]++;
  }

  histogram(): NumberHistogram {
    return { edges: this.like.edges, counts: [...this.#counts], missing: this.#missing };
  }
}

/** Sorts values of a category, or last events of sequences, into the bins of a histogram. */
export class CategoryTally {
  readonly #places: ReadonlyMap<string, number>;
  readonly #counts: Float64Array;
  #others = 0;
  #missing = 0;

  constructor(private readonly like: CategoryHistogram) {
    this.#places = new Map(like.values.map((value, place) => [value, place]));
    this.#counts = new Float64Array(like.values.length);
  }

  /**
   * @param value - a canonical text; null and a blank one count as missing
   * @param rows - how many rows have it
   */
  add(value: string | null, rows = 1): void {
    if (value === null || value === '') {
      this.#missing += rows;
      return;
    }
    const place = this.#places.get(value);
    if (place === undefined) this.#others += rows;
    else this.#counts[place] += rows;
  }

  histogram(): CategoryHistogram {
    return {
      values: this.like.values,
      counts: [...this.#counts],
      others: this.#others,
      missing: this.#missing,
    };
  }
}

/** Whether two histograms have the same bins. */
export function haveSameBins(a: Histogram, b: Histogram): boolean {
  const [ofA, ofB] = [a, b].map(histogram => ('edges' in histogram ? histogram.edges : histogram.values));
  return 'edges' in a === 'edges' in b && ofA.length === ofB.length && ofA.every((bin, i) => bin === ofB[i]);
}
