import { MetricInputError } from '../errors';
import type { IndexLists } from './index-lists';
import { NEVER } from './rank-targets';

/** Where the items that queries should find were ranked. */
export interface RankedTargets {
  /** The targets of each query; one without any is left out of every metric. */
  readonly targets: IndexLists;
  /** The rank of each of `targets.indices`: 1 for the best item, 0 for one that is never retrieved. */
  readonly ranks: Uint32Array;
}

/**
 * The share of its targets that a query finds among the first k items, averaged over the queries.
 *
 * @throws MetricInputError
 */
export function recallAtK(ranked: RankedTargets, k: number): number {
  checkK(k);
  return meanOverQueries(ranked, ranks => shareWithin(ranks, k));
}

/**
 * The share of queries that find a target or more among the first k items.
 *
 * @throws MetricInputError
 */
export function hitRateAtK(ranked: RankedTargets, k: number): number {
  checkK(k);
  return meanOverQueries(ranked, ranks => (ranks.some(rank => isWithin(rank, k)) ? 1 : 0));
}

/**
 * Normalised discounted cumulative gain: each target among the first k items counts 1 / log2(1 + rank), divided by
 * what a perfect order would have (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques",
 * 2002), averaged over the queries.
 *
 * @throws MetricInputError
 */
export function ndcgAtK(ranked: RankedTargets, k: number): number {
  checkK(k);
  return meanOverQueries(ranked, ranks => {
    const gain = ranks.reduce((sum, rank) => sum + (isWithin(rank, k) ? 1 / Math.log2(1 + rank) : 0), 0);
    return gain / idealGain(Math.min(ranks.length, k));
  });
}

/**
 * Mean reciprocal rank: 1 / rank of the best of a query's targets, 0 if none is ever retrieved, averaged over the
 * queries.
 *
 * @throws MetricInputError
 */
export function meanReciprocalRank(ranked: RankedTargets): number {
  return meanOverQueries(ranked, ranks => {
    const best = ranks.reduce((least, rank) => (rank === NEVER ? least : Math.min(least, rank)), Infinity);
    return 1 / best;
  });
}

/** @throws MetricInputError unless k is a whole number from 1 */
export function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new MetricInputError(`k is ${k}; expected a whole number from 1.`);
}

export function isWithin(rank: number, k: number): boolean {
  return rank !== NEVER && rank <= k;
}

/** The share of ranks that are among the first k. */
export function shareWithin(ranks: Uint32Array, k: number): number {
  return ranks.reduce((found, rank) => found + (isWithin(rank, k) ? 1 : 0), 0) / ranks.length;
}

function meanOverQueries(
  { targets: { offsets }, ranks }: RankedTargets,
  valueOf: (ranks: Uint32Array) => number,
): number {
  let sum = 0;
  let queries = 0;
  for (let query = 0; query + 1 < offsets.length; query++) {
    if (offsets[query + 1] === offsets[query]) continue;
    sum += valueOf(ranks.subarray(offsets[query], offsets[query + 1]));
    queries++;
  }
  if (queries === 0) throw new MetricInputError('No query has a target, so there is nothing to average.');
  return sum / queries;
}

function idealGain(targetCount: number): number {
  let gain = 0;
  for (let rank = 1; rank <= targetCount; rank++) gain += 1 / Math.log2(1 + rank);
  return gain;
}
