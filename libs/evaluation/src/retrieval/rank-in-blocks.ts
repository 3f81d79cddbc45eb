import { MetricInputError } from '../errors';
import { BestItems } from './best-items';
import { listOf, type IndexLists } from './index-lists';
import { NEVER, rankTargets } from './rank-targets';
import type { Scorer } from './scorers/scorer';

const BLOCK_BYTES = 32 * 2 ** 20;
const MAX_BLOCK_QUERIES = 256;

/**
 * Scores a block of queries at a time, as many as fit 32 MB and one at least, and ranks all items for each.
 *
 * @param mostK items of a query, from the best on, that `bestRanks` knows of
 * @returns the rank of each target, and the best rank that each item has in any query with a target; 0 stands for none
 * @throws MetricInputError for a score that is no number
 */
export function rankInBlocks(
  scorer: Scorer,
  targets: IndexLists,
  exclude: IndexLists | undefined,
  mostK: number,
): { ranks: Uint32Array; bestRanks: Uint32Array } {
  const { queryCount, itemCount } = scorer;
  const ranks = new Uint32Array(targets.indices.length);
  const bestRanks = new Uint32Array(itemCount);
  const best = new BestItems(Math.min(mostK, itemCount));
  const blockQueries = queriesOfBlock(queryCount, itemCount);
  const block = new Float32Array(blockQueries * itemCount);
  for (let first = 0; first < queryCount; first += blockQueries) {
    const count = Math.min(blockQueries, queryCount - first);
    scorer.score(first, count, block.subarray(0, count * itemCount));
    for (let query = first; query < first + count; query++) {
      const scores = block.subarray((query - first) * itemCount, (query - first + 1) * itemCount);
      checkScores(scores, query);
      const ownTargets = listOf(targets, query);
      if (ownTargets.length === 0) continue;
      if (exclude !== undefined) for (const item of listOf(exclude, query)) scores[item] = -Infinity;
      rankTargets(scores, ownTargets, ranks.subarray(targets.offsets[query], targets.offsets[query + 1]));
      noteBest(scores, best, bestRanks);
    }
  }
  return { ranks, bestRanks };
}

function queriesOfBlock(queryCount: number, itemCount: number): number {
  const fitting = Math.floor(BLOCK_BYTES / Float32Array.BYTES_PER_ELEMENT / itemCount);
  return Math.max(1, Math.min(MAX_BLOCK_QUERIES, fitting, queryCount));
}

function checkScores(scores: Float32Array, query: number): void {
  if (!scores.includes(NaN)) return;
  const item = scores.findIndex(Number.isNaN);
  throw new MetricInputError(`The score of item ${item} for query ${query} is NaN; expected a number.`);
}

/** Keeps for each item the best rank that it has had in any query, 0 while it was in none. */
function noteBest(scores: Float32Array, best: BestItems, bestRanks: Uint32Array): void {
  best.offerAll(scores);
  best.drain((item, _, place) => {
    if (bestRanks[item] === NEVER || place + 1 < bestRanks[item]) bestRanks[item] = place + 1;
  });
}
