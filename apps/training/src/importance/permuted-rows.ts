import { crossDeriver, featurePlaces, type FeatureSpec } from '@reckit/features';
import type { PermutedRows } from '@reckit/evaluation';

/** Answers that the importance of all features together may take: a second or two of a network. */
const ANSWERS = 100_000;
/** More rows would not change what is seen of a feature. */
const MOST_ROWS = 5_000;
/** With fewer the importance of a feature is chance. */
const LEAST_ROWS = 500;

/**
 * The rows on which the importance of features is measured: all of them if that can be afforded, else some, evenly
 * spread. Each takes an answer for each feature.
 */
export function rowsToPermute(rows: Uint32Array, featureCount: number): Uint32Array {
  const affordable = Math.floor(ANSWERS / (featureCount + 1));
  return spread(rows, Math.min(MOST_ROWS, Math.max(LEAST_ROWS, affordable)));
}

/** So many of the rows at most, evenly spread. */
export function spread(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}

/** The columns of each feature in encoded rows, and what is made of them anew when they were dealt out. */
export function permutedColumns(spec: FeatureSpec): Pick<PermutedRows, 'features' | 'derive'> {
  const features = featurePlaces(spec).map(({ feature: { name }, start, width }) => ({ name, start, width }));
  return { features, derive: crossDeriver(spec) };
}
