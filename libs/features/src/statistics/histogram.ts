/** Rows by what they have of a feature, in bins that other rows can be sorted into, too. */
export type Histogram = NumberHistogram | CategoryHistogram;

/** Rows by ranges of numbers, about as many in each where no value is very frequent. */
export interface NumberHistogram {
  /** Rising; bin `i` has what is above edge `i - 1` and at most edge `i`, the last one what is above all. */
  readonly edges: readonly number[];
  /** One more than there are edges. */
  readonly counts: readonly number[];
  readonly missing: number;
}

/** Rows by the most frequent values. */
export interface CategoryHistogram {
  /** Canonical texts, by falling count. */
  readonly values: readonly string[];
  /** Of these values. */
  readonly counts: readonly number[];
  /** Rows with another value. */
  readonly others: number;
  readonly missing: number;
}

/** The number of rows in each bin: ranges or values, others where there are such, and missing ones last. */
export function binCounts(histogram: Histogram): readonly number[] {
  const { counts, missing } = histogram;
  return 'edges' in histogram ? [...counts, missing] : [...counts, histogram.others, missing];
}
