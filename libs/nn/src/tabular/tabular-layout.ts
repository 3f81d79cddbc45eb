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
}

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

/** Lays out the features of a network: numbers go in as they are, categories and sequences as rows of one table. */
export function tabularLayout(spec: FeatureSpec): TabularLayout {
  const numeric: NumericFeature[] = [];
  const numericColumns: number[] = [];
  const categorical: Omit<EmbeddingSlot, 'firstRow'>[] = [];
  const sequences: Omit<EmbeddingSlot, 'firstRow'>[] = [];
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
  const slots = [...categorical, ...sequences].map(slot => {
    const firstRow = tableRows;
    tableRows += categoryRows(slot.feature.coding);
    return { ...slot, firstRow };
  });
  return { width: encodedWidth(spec), numeric, numericColumns, slots, tableRows };
}
