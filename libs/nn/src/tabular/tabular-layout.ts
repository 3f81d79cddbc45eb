import { categoryRows, encodedColumns, encodedWidth } from '@reckit/features';
import type { CategoricalFeature, FeatureSpec, NumericFeature, SequenceFeature } from '@reckit/features';

/** A categorical or sequence feature as columns of row ids, and its part of the embedding table. */
export interface EmbeddingSlot {
  readonly feature: CategoricalFeature | SequenceFeature;
  /** The first of the encoded columns. */
  readonly start: number;
  /** Encoded columns: 1, or the longest sequence. */
  readonly width: number;
  /** The table's row for row id 0 of this feature. */
  readonly firstRow: number;
  /** So many of the last events of a sequence count; null for all that are encoded. */
  readonly recent: number | null;
  /** Whether events that training did not know are left out, in place of counting as the unknown one. */
  readonly skipsUnknown: boolean;
}

/** How a network reads the sequences of one feature. */
export interface SequenceReading {
  /** The last so many events are pooled once more, each time in a slot of its own, by the same embeddings. */
  readonly recent: readonly number[];
  readonly skipsUnknown: boolean;
}

const PLAINLY: SequenceReading = { recent: [], skipsUnknown: false };

/** Where a tabular network finds its inputs in the encoded matrix [rows, width]. */
export interface TabularLayout {
  readonly width: number;
  readonly numeric: readonly NumericFeature[];
  /** The encoded column of each numeric feature. */
  readonly numericColumns: readonly number[];
  /** Categorical features, then sequences; each in the order of the features. */
  readonly slots: readonly EmbeddingSlot[];
  /** Rows of the one table that holds the embeddings of all slots. */
  readonly tableRows: number;
}

/**
 * Lays out the features of a network: numbers go in as they are, categories and sequences as rows of one table.
 *
 * @param readings - how sequences are read, by the name of the feature; those that are not named have one slot each
 */
export function tabularLayout(
  spec: FeatureSpec,
  readings: Readonly<Record<string, SequenceReading>> = {},
): TabularLayout {
  const numeric: NumericFeature[] = [];
  const numericColumns: number[] = [];
  const categorical: SlotColumns[] = [];
  const sequences: SlotColumns[] = [];
  for (const { feature, start, width } of encodedColumns(spec)) {
    switch (feature.kind) {
      case 'numeric':
        numeric.push(feature);
        numericColumns.push(start);
        break;
      case 'categorical':
        categorical.push({ feature, start, width });
        break;
      case 'sequence':
        sequences.push({ feature, start, width });
        break;
    }
  }
  let tableRows = 0;
  const slots = [...categorical, ...sequences].flatMap(columns => {
    const firstRow = tableRows;
    tableRows += categoryRows(columns.feature.coding);
    const { recent, skipsUnknown } = readings[columns.feature.name] ?? PLAINLY;
    return [null, ...recent].map(count => ({ ...columns, firstRow, recent: count, skipsUnknown }));
  });
  return { width: encodedWidth(spec), numeric, numericColumns, slots, tableRows };
}

type SlotColumns = Pick<EmbeddingSlot, 'feature' | 'start' | 'width'>;
