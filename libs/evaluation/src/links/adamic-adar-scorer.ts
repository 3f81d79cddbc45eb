import { checkIndices, type IndexLists } from '../retrieval/index-lists';
import type { Scorer } from '../retrieval/scorers/scorer';
import { adamicAdarWeight } from './link-scores';

/**
 * Scores all nodes for some of them by `adamicAdar`: those that are two steps away.
 *
 * @param neighbours - of each node in either direction
 * @param queries - the nodes that are asked for
 * @throws MetricInputError for a node that is not there
 */
export function adamicAdarScorer(neighbours: IndexLists, queries: Uint32Array): Scorer {
  const { offsets, indices } = neighbours;
  const itemCount = offsets.length - 1;
  checkIndices('queries', queries, itemCount);
  const weightOf = adamicAdarWeight(neighbours);
  return {
    queryCount: queries.length,
    itemCount,
    score(first, count, block) {
      block.fill(0);
      for (let query = 0; query < count; query++) {
        const node = queries[first + query];
        const scores = block.subarray(query * itemCount, (query + 1) * itemCount);
        for (let i = offsets[node]; i < offsets[node + 1]; i++) {
          const between = indices[i];
          // One that has no other neighbour leads back alone.
          if (offsets[between + 1] - offsets[between] < 2) continue;
          const weight = weightOf(between);
          for (let j = offsets[between]; j < offsets[between + 1]; j++) scores[indices[j]] += weight;
        }
      }
    },
  };
}
