import type { FeatureSpec } from '@reckit/features';

/** Rows of a raw matrix as a client would send them; a missing value is left out. */
export function rawRows(
  spec: FeatureSpec,
  matrix: Float32Array,
  rows: ArrayLike<number>,
): Record<string, number>[] {
  const width = spec.features.length;
  return Array.from(rows, row => {
    const cells = spec.features.map((feature, i) => [feature.name, matrix[row * width + i]] as const);
    return Object.fromEntries(cells.filter(([, value]) => !Number.isNaN(value)));
  });
}
