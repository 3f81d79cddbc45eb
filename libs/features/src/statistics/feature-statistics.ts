import type { CategoryHistogram, NumberHistogram } from './histogram';

/** What the training rows had of one feature, in raw values: some tens of numbers, whatever the number of rows. */
export type FeatureStatistics = NumberStatistics | CategoryStatistics | SequenceStatistics;

interface RowsOfFeature {
  readonly name: string;
  readonly rows: number;
  /** Rows without a value; of a sequence, those without an event. */
  readonly missing: number;
}

/** Of a number: all but the counts are null where no row has a value. */
export interface NumberStatistics extends RowsOfFeature {
  readonly kind: 'numeric';
  readonly mean: number | null;
  /** Of the population. */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Values by the share of rows that have no greater one, of a sample where there are many rows. */
  readonly quantiles: readonly { readonly share: number; readonly value: number }[];
  readonly histogram: NumberHistogram;
}

export interface CategoryStatistics extends RowsOfFeature {
  readonly kind: 'categorical';
  /** Distinct values. */
  readonly distinct: number;
  readonly histogram: CategoryHistogram;
}

export interface SequenceStatistics extends RowsOfFeature {
  readonly kind: 'sequence';
  /** Distinct values among all events. */
  readonly distinct: number;
  /** Events a row. */
  readonly mean_length: number;
  /** By the last event of each row, which is one value a row as those of other features are. */
  readonly histogram: CategoryHistogram;
}
