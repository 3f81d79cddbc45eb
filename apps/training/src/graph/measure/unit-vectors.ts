import type { NodeVectors } from '../fit/train-nodes';

/**
 * The vectors of all nodes by their numbers, as the search compares them: each of length 1, or 0 where a node has none.
 *
 * @returns [nodes, dim]
 */
export function unitVectors({ vocabulary: { ranks }, vectors }: NodeVectors, dim: number): Float32Array {
  const units = new Float32Array(ranks.length * dim);
  ranks.forEach((rank, node) => {
    if (rank < 0) return;
    const vector = vectors.subarray(rank * dim, (rank + 1) * dim);
    let square = 0;
    for (const value of vector) square += value * value;
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let i = 0; i < dim; i++) units[node * dim + i] = vector[i] * scale;
  });
  return units;
}
