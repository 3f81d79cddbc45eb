/**
 * The share of the nearest vectors, by cosine, that are of the same group.
 *
 * @param vectors - row-major [groupOf.length, dim]
 */
export function precisionAt(
  k: number,
  vectors: Float32Array,
  dim: number,
  groupOf: readonly string[],
): number {
  const units = groupOf.map((_, row) => {
    const vector = vectors.subarray(row * dim, (row + 1) * dim);
    const length = Math.hypot(...vector);
    return vector.map(value => value / length);
  });
  let same = 0;
  units.forEach((unit, row) => {
    const nearest = units
      .map((other, i) => ({ i, cosine: other.reduce((sum, value, j) => sum + value * unit[j], 0) }))
      .filter(({ i }) => i !== row)
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, k);
    same += nearest.filter(({ i }) => groupOf[i] === groupOf[row]).length;
  });
  return same / (k * groupOf.length);
}
