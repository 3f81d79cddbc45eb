import type { CategoryCoding, Feature, FeatureSpec } from '../spec/feature-spec';

/** Row ids travel as float32, which is exact for integers up to here. */
export const MAX_CATEGORY_ROWS = 2 ** 24;

/** Where a feature lies in the encoded matrix. */
export interface ColumnRange {
  readonly feature: Feature;
  /** Its first column. */
  readonly start: number;
  /** How many columns it has. */
  readonly width: number;
}

/** Rows of the embedding table of a category, row 0 included; of ids, of their vectors and one before them. */
export function categoryRows(coding: CategoryCoding): number {
  switch (coding.kind) {
    case 'hash':
      return 1 + coding.buckets;
    case 'vocabulary':
      return 1 + coding.values.length;
    case 'vectors':
      return 1 + (coding.ids?.count ?? 0);
  }
}

/**
 * The columns of the encoded matrix, [rows, width] float32, feature by feature. A numeric feature has one column:
 * its model input, or the raw number with the default filled in where the graph scales. A categorical one has
 * one: the row id in its embedding table. A sequence has `maxLength`: the row ids of its events, oldest first,
 * and −1 after the last.
 */
export function encodedColumns({ features }: FeatureSpec): readonly ColumnRange[] {
  let start = 0;
  return features.map(feature => {
    const range = { feature, start, width: widthOf(feature) };
    start += range.width;
    return range;
  });
}

/** Columns of the encoded matrix. */
export function encodedWidth({ features }: FeatureSpec): number {
  return features.reduce((sum, feature) => sum + widthOf(feature), 0);
}

function widthOf(feature: Feature): number {
  return feature.kind === 'sequence' ? feature.maxLength : 1;
}
