import type { FoundRow } from '../src/vector-scan';

/**
 * What `VectorScanKernel` finds, in plain TypeScript: the same float32 operations in the same order, so that the scores
 * are the same to the last bit, and then a full sort.
 *
 * @param rows - row-major [rows, dim]
 */
export function plainScan(rows: Float32Array, dim: number, query: Float32Array, k: number): FoundRow[] {
  const found: FoundRow[] = [];
  for (let row = 0; row * dim < rows.length; row++) {
    const score = plainProduct(query, rows.subarray(row * dim, (row + 1) * dim));
    if (score > -Infinity) found.push({ row, score });
  }
  return found.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
}

function plainProduct(query: Float32Array, row: Float32Array): number {
  const { fround } = Math;
  const lanes = [0, 0, 0, 0];
  for (let i = 0; i < row.length; i++) lanes[i % 4] = fround(lanes[i % 4] + fround(query[i] * row[i]));
  return fround(fround(lanes[0] + lanes[2]) + fround(lanes[1] + lanes[3]));
}
