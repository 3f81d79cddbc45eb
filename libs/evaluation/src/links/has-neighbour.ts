import type { IndexLists } from '../retrieval/index-lists';

/** Whether one node is among the neighbours of another, which rise. */
export function hasNeighbour({ offsets, indices }: IndexLists, node: number, other: number): boolean {
  let low = offsets[node];
  let high = offsets[node + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (indices[middle] < other) low = middle + 1;
    else high = middle;
  }
  return low < offsets[node + 1] && indices[low] === other;
}
