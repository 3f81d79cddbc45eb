import {
  CategoryTally,
  NumberTally,
  type EncodedRows,
  type FeatureStatistics,
  type Histogram,
  type SentColumn,
} from '@reckit/features';

/** Sorts what was sent of one feature into the bins of its training rows. */
export interface FeatureTally {
  add(column: SentColumn, values: EncodedRows['values'], row: number): void;
  histogram(): Histogram;
}

/** An empty one. */
export function featureTally(statistics: FeatureStatistics): FeatureTally {
  if (statistics.kind === 'numeric') {
    const tally = new NumberTally(statistics.histogram);
    return {
      add: ({ valueAt }, values, row) => {
        const value = valueAt(values, row);
        // A category that a client names, of which training has seen the code alone, is neither a number nor missing.
        if (typeof value !== 'string') tally.add(typeof value === 'number' ? value : NaN);
      },
      histogram: () => tally.histogram(),
    };
  }
  const tally = new CategoryTally(statistics.histogram);
  return {
    add: ({ valueAt }, values, row) => {
      const value = valueAt(values, row);
      // Of a sequence the last event counts, as in training.
      tally.add(typeof value === 'string' ? value : Array.isArray(value) ? (value.at(-1) ?? null) : null);
    },
    histogram: () => tally.histogram(),
  };
}
