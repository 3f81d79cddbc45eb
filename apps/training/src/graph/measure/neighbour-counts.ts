import type { IndexLists } from '@reckit/evaluation';

/** How many neighbours each node has. */
export function neighbourCounts({ offsets }: IndexLists): Uint32Array {
  return Uint32Array.from({ length: offsets.length - 1 }, (_, node) => offsets[node + 1] - offsets[node]);
}
