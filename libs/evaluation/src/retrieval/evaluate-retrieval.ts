import { MetricInputError } from '../errors';
import { BestItems } from './best-items';
import { checkLists, listOf, listsOfOne, type IndexLists } from './index-lists';
import { NEVER, rankTargets } from './rank-targets';
import { checkK, hitRateAtK, meanReciprocalRank, ndcgAtK, recallAtK, shareWithin } from './ranked-metrics';
import type { RankedTargets } from './ranked-metrics';
import type { Scorer } from './scorer';

export interface RetrievalTask {
  /** The row of the item that each query should find, [queries]; or several a query, or none, as lists. */
  readonly targets: Uint32Array | IndexLists;
  /**
   * Items that a query is not given: those its user has in the training part. A target among them is never
   * retrieved and counts as missed, as it would be in a service that leaves out what a user has had.
   */
  readonly exclude?: IndexLists;
  /** @default [10, 20, 50, 100] */
  readonly ks?: readonly number[];
}

/** How well the first k items answer. */
export interface RetrievalAtK {
  readonly k: number;
  readonly recall: number;
  readonly ndcg: number;
  readonly hitRate: number;
  /** The share of the catalogue that is among the first k items of some query. */
  readonly coverage: number;
}

export interface RetrievalResult extends RankedTargets {
  /** By rising k. */
  readonly byK: readonly RetrievalAtK[];
  /** Mean reciprocal rank, among all items. */
  readonly mrr: number;
  /** Queries with a target or more: those that the metrics average over. */
  readonly queriesUsed: number;
  /** Targets that are excluded, and so missed whatever the scores. */
  readonly excludedTargets: number;
}

export const DEFAULT_KS: readonly number[] = [10, 20, 50, 100];

const BLOCK_BYTES = 32 * 2 ** 20;
const MAX_BLOCK_QUERIES = 256;

/**
 * Ranks all items for every query and measures where the targets come: exact, since metrics on samples of the items
 * may order models wrongly (Krichene and Rendle, "On Sampled Metrics for Item Recommendation", 2020). Of equal scores
 * the item of the lower row comes first. Memory is bounded: scores are computed for a block of queries at a time.
 *
 * @example
 * evaluateRetrieval(innerProductScorer({ queries, items, dim: 64 }), { targets, exclude }).byK[0].recall;
 * @throws MetricInputError
 */
export function evaluateRetrieval(
  scorer: Scorer,
  { targets: given, exclude, ks = DEFAULT_KS }: RetrievalTask,
): RetrievalResult {
  const { queryCount, itemCount } = scorer;
  const targets = given instanceof Uint32Array ? listsOfOne(given) : given;
  checkTask(scorer, targets, exclude, ks);
  const rising = [...new Set(ks)].sort((a, b) => a - b);
  const best = new BestItems(Math.min(rising[rising.length - 1], itemCount));
  const ranks = new Uint32Array(targets.indices.length);
  const bestRanks = new Uint32Array(itemCount);
  const blockQueries = Math.max(
    1,
    Math.min(MAX_BLOCK_QUERIES, Math.floor(BLOCK_BYTES / 4 / itemCount), queryCount),
  );
  const block = new Float32Array(blockQueries * itemCount);
  for (let first = 0; first < queryCount; first += blockQueries) {
    const count = Math.min(blockQueries, queryCount - first);
    scorer.score(first, count, block.subarray(0, count * itemCount));
    for (let query = first; query < first + count; query++) {
      const scores = block.subarray((query - first) * itemCount, (query - first + 1) * itemCount);
      checkScores(scores, query);
      if (exclude !== undefined) for (const item of listOf(exclude, query)) scores[item] = -Infinity;
      const ownTargets = listOf(targets, query);
      if (ownTargets.length === 0) continue;
      rankTargets(scores, ownTargets, ranks.subarray(targets.offsets[query], targets.offsets[query + 1]));
      noteBest(scores, best, bestRanks);
    }
  }
  const ranked = { targets, ranks };
  return {
    ...ranked,
    byK: rising.map(k => ({
      k,
      recall: recallAtK(ranked, k),
      ndcg: ndcgAtK(ranked, k),
      hitRate: hitRateAtK(ranked, k),
      coverage: shareWithin(bestRanks, k),
    })),
    mrr: meanReciprocalRank(ranked),
    queriesUsed: countQueries(targets),
    excludedTargets: exclude === undefined ? 0 : countExcluded(targets, exclude),
  };
}

/** Keeps for each item the best rank that it has had in any query, 0 while it was in none. */
function noteBest(scores: Float32Array, best: BestItems, bestRanks: Uint32Array): void {
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] !== -Infinity) best.offer(scores[item], item);
  }
  best.drain((item, _, place) => {
    if (bestRanks[item] === NEVER || place + 1 < bestRanks[item]) bestRanks[item] = place + 1;
  });
}

function checkTask(
  { queryCount, itemCount }: Scorer,
  targets: IndexLists,
  exclude: IndexLists | undefined,
  ks: readonly number[],
): void {
  if (ks.length === 0) throw new MetricInputError('ks is empty; expected at least one k.');
  ks.forEach(checkK);
  checkLists('targets', targets, queryCount, itemCount);
  if (exclude !== undefined) checkLists('exclude', exclude, queryCount, itemCount);
  const lastQuery = new Uint32Array(itemCount);
  for (let query = 0; query < queryCount; query++) {
    for (const item of listOf(targets, query)) {
      if (lastQuery[item] === query + 1) {
        throw new MetricInputError(
          `targets names item ${item} twice for query ${query}; expected each once.`,
        );
      }
      lastQuery[item] = query + 1;
    }
  }
}

function checkScores(scores: Float32Array, query: number): void {
  if (!scores.includes(NaN)) return;
  const item = scores.findIndex(Number.isNaN);
  throw new MetricInputError(`The score of item ${item} for query ${query} is NaN; expected a number.`);
}

function countQueries({ offsets }: IndexLists): number {
  let queries = 0;
  for (let query = 0; query + 1 < offsets.length; query++) if (offsets[query + 1] > offsets[query]) queries++;
  return queries;
}

function countExcluded(targets: IndexLists, exclude: IndexLists): number {
  let excluded = 0;
  for (let query = 0; query + 1 < targets.offsets.length; query++) {
    const own = new Set(listOf(exclude, query));
    for (const item of listOf(targets, query)) if (own.has(item)) excluded++;
  }
  return excluded;
}
