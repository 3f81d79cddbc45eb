/** A vector of the length 1; that of nothing stays so. */
export function unitVector(vector: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(vector);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? values : values.map(value => value / length);
}

/** Rows as vectors of the length 1, [rows, dim]. */
export function unitRows(vectors: Float32Array, dim: number): Float32Array {
  const units = new Float32Array(vectors.length);
  for (let start = 0; start < vectors.length; start += dim) {
    units.set(unitVector(vectors.subarray(start, start + dim)), start);
  }
  return units;
}
