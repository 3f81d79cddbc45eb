import { MetricInputError } from '../errors';
import { checkLists, listOf, listsOfOne, type IndexLists } from './index-lists';
import { rankInBlocks } from './rank-in-blocks';
import { checkK, hitRateAtK, meanReciprocalRank, ndcgAtK, recallAtK, shareWithin } from './ranked-metrics';
import type { RankedTargets } from './ranked-metrics';
import type { Scorer } from './scorers/scorer';

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
  const targets = given instanceof Uint32Array ? listsOfOne(given) : given;
  if (ks.length === 0) throw new MetricInputError('ks is empty; expected at least one k.');
  ks.forEach(checkK);
  checkTask(scorer, targets, exclude);
  const rising = [...new Set(ks)].sort((a, b) => a - b);
  const { ranks, bestRanks } = rankInBlocks(scorer, targets, exclude, rising[rising.length - 1]);
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

/**
 * The rank of each target among all items, and nothing else of them.
 *
 * @throws MetricInputError
 */
export function rankAmongAll(scorer: Scorer, targets: IndexLists, exclude?: IndexLists): RankedTargets {
  checkTask(scorer, targets, exclude);
  return { targets, ranks: rankInBlocks(scorer, targets, exclude, 0).ranks };
}

function checkTask(
  { queryCount, itemCount }: Scorer,
  targets: IndexLists,
  exclude: IndexLists | undefined,
): void {
  checkLists('targets', targets, queryCount, itemCount);
  if (exclude !== undefined) checkLists('exclude', exclude, queryCount, itemCount);
  checkDistinct(targets, itemCount);
}

function checkDistinct(targets: IndexLists, itemCount: number): void {
  const lastQuery = new Uint32Array(itemCount);
  for (let query = 0; query + 1 < targets.offsets.length; query++) {
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
