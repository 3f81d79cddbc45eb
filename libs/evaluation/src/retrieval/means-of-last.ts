import type { IndexLists } from './index-lists';

/**
 * For each list of rows the mean vector of its last ones; that of an empty list is 0.
 *
 * @param units - of length 1, so that each has the same weight, [rows, dim]
 * @param recent - so many rows at most
 * @returns [lists, dim]
 */
export function meansOfLast(
  units: Float32Array,
  dim: number,
  { offsets, indices }: IndexLists,
  recent: number,
): Float32Array {
  const means = new Float32Array((offsets.length - 1) * dim);
  for (let query = 0; query + 1 < offsets.length; query++) {
    const end = offsets[query + 1];
    const mean = means.subarray(query * dim, (query + 1) * dim);
    const rows = indices.subarray(Math.max(offsets[query], end - recent), end);
    for (const row of rows) {
      for (let i = 0; i < dim; i++) mean[i] += units[row * dim + i];
    }
    for (let i = 0; i < dim; i++) mean[i] /= Math.max(1, rows.length);
  }
  return means;
}
