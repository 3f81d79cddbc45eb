import { checkIndices, type IndexLists } from '../index-lists';
import type { Scorer } from './scorer';

/**
 * The first baseline: the same order for everybody, by how often an item is in the training part. A model that does
 * not beat it has learnt nothing of its users.
 *
 * @param counts how often, such as {@link countItems} gives, [items]
 */
export function popularityScorer(counts: ArrayLike<number>, queryCount: number): Scorer {
  const scores = Float32Array.from(counts);
  return {
    queryCount,
    itemCount: scores.length,
    score(_first, count, block) {
      for (let query = 0; query < count; query++) block.set(scores, query * scores.length);
    },
  };
}

/**
 * How often each item is in the lists.
 *
 * @returns [itemCount]
 * @throws MetricInputError for an item that is not below `itemCount`
 */
export function countItems({ indices }: IndexLists, itemCount: number): Uint32Array {
  checkIndices('lists', indices, itemCount);
  const counts = new Uint32Array(itemCount);
  for (const item of indices) counts[item]++;
  return counts;
}
