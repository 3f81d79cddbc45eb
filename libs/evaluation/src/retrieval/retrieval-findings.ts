import { MetricInputError } from '../errors';
import { DEFAULT_KS, evaluateRetrieval, type RetrievalAtK, type RetrievalTask } from './evaluate-retrieval';
import { recallByHistoryLength } from './recall-by-history-length';
import type { RecallBin } from './recall-bin';
import { recallByPopularity, type PopularityBin } from './recall-by-popularity';
import type { Scorer } from './scorers/scorer';

/** How well one method retrieves: the model, or a baseline. */
export interface RetrievalMethod {
  readonly name: string;
  /** By rising k. */
  readonly byK: readonly RetrievalAtK[];
  /** Mean reciprocal rank, among all items. */
  readonly mrr: number;
  /** Recall at `k` of {@link RetrievalFindings}, by popularity of the target, most popular first. */
  readonly byPopularity: readonly PopularityBin[];
  /** The same by length of the history, where there are histories. */
  readonly byHistoryLength?: readonly RecallBin[];
}

/** What a report shows of a model that retrieves. */
export interface RetrievalFindings {
  /** The model first, then what it is compared with. */
  readonly methods: readonly RetrievalMethod[];
  /** The k of the parts of a method. */
  readonly k: number;
  readonly queries: number;
  readonly items: number;
  /** Targets that nothing could find, since they are excluded. */
  readonly excludedTargets: number;
}

export interface RetrievalComparison extends RetrievalTask {
  /** The model first; a baseline that is not to be had, such as item-kNN of a huge catalogue, is null. */
  readonly methods: readonly { readonly name: string; readonly scorer: Scorer | null }[];
  /** How often each item is in the training part, [items]. */
  readonly itemCounts: ArrayLike<number>;
  /** Events in the history of each query, [queries]. */
  readonly historyLengths?: ArrayLike<number>;
  /** The k of the parts by popularity and history. @default 20 */
  readonly k?: number;
}

const K = 20;

/**
 * Measures a model and what it is compared with on the same queries, as a whole and in parts.
 *
 * @example
 * retrievalFindings({
 *   methods: [
 *     { name: 'two_tower', scorer: innerProductScorer({ queries, items, dim }) },
 *     { name: 'popularity', scorer: popularityScorer(itemCounts, queryCount) },
 *     { name: 'item-kNN', scorer: itemKnnScorer({ itemCount, interactions, histories }) },
 *   ],
 *   targets,
 *   exclude: histories,
 *   itemCounts,
 *   historyLengths,
 * });
 * @throws MetricInputError
 */
export function retrievalFindings({
  methods,
  itemCounts,
  historyLengths,
  k = K,
  ks = DEFAULT_KS,
  ...task
}: RetrievalComparison): RetrievalFindings {
  const measured = methods.flatMap(({ name, scorer }) => {
    if (scorer === null) return [];
    const result = evaluateRetrieval(scorer, { ...task, ks });
    const method: RetrievalMethod = {
      name,
      byK: result.byK,
      mrr: result.mrr,
      byPopularity: recallByPopularity(result, itemCounts, k),
      ...(historyLengths && { byHistoryLength: recallByHistoryLength(result, historyLengths, k) }),
    };
    return [{ method, result }];
  });
  if (measured.length === 0)
    throw new MetricInputError('There is no method to measure; expected at least one.');
  const [{ result }] = measured;
  return {
    methods: measured.map(({ method }) => method),
    k,
    queries: result.queriesUsed,
    items: itemCounts.length,
    excludedTargets: result.excludedTargets,
  };
}
