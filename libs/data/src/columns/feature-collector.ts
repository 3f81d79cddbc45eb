import { MissingWords } from '@reckit/features';
import { CategoryCollector, type CategoryColumn } from './category-column';
import type { CellForm } from './cell-form';
import type { ColumnSink } from './column-sink';
import { NumericCollector } from './numeric-collector';
import { SequenceCollector, type SequenceColumn } from './sequence-column';

/** A feature to read, and as what. */
export type FeatureRequest = {
  readonly name: string;
  /** Texts, and numbers by their digits, that mean that there is no value. @default DEFAULT_MISSING */
  readonly missing?: readonly string[];
} & (
  | { readonly kind: 'numeric' | 'category' }
  /** `separator` parts the items where a cell is text; lists of JSON and Parquet need none. */
  | { readonly kind: 'sequence'; readonly separator: string }
);

export type RawColumn =
  | { readonly kind: 'numeric'; /** [rows], NaN where it is missing. */ readonly values: Float32Array }
  | CategoryColumn
  | SequenceColumn;

/** Gathers the column of a feature. */
export interface FeatureCollector {
  readonly sink: ColumnSink;
  column(rowCount: number): RawColumn;
  missingCount(): number;
  /** Of the missing ones those that are infinite, NaN or beyond float32. @default none can be */
  notFiniteCount?(): number;
  /** Lets go of the rows, with room for so many others; what is known of the values, and the counts, stay. */
  restart(expectedRows: number): void;
}

export function collectorOf(feature: FeatureRequest, form: CellForm, expectedRows: number): FeatureCollector {
  const missing = new MissingWords(feature.missing);
  switch (feature.kind) {
    case 'numeric': {
      const collector = new NumericCollector(expectedRows, true, missing);
      return {
        sink: collector.sink,
        column: rowCount => ({ kind: 'numeric', values: collector.values(rowCount) }),
        missingCount: () => collector.missingCount,
        notFiniteCount: () => collector.missing.notFinite,
        restart: rows => collector.restart(rows),
      };
    }
    case 'category':
      return new CategoryCollector(form, missing, expectedRows);
    case 'sequence':
      return new SequenceCollector(form, feature.separator, missing, expectedRows);
  }
}
