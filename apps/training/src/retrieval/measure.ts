import {
  innerProductScorer,
  itemKnnScorer,
  popularityScorer,
  retrievalFindings,
  type RetrievalFindings,
} from '@reckit/evaluation';
import type { Metrics } from '../report/shown-metrics';
import { measuredQueries, type MeasuredQueries } from './measured-queries';
import type { RetrievalPlan } from './retrieval-plan';

/** By which the baselines are told in the manifest. */
const POPULARITY = 'popularity';
const ITEM_KNN = 'item-kNN';
const HEADLINE_K = 20;

/** For a minute at most: all queries of small catalogues, some 800 where there are a million items. */
const AT_THE_END = { products: 5e10, least: 500 };

/** The queries that the measurement at the end is made on. */
export function queriesAtTheEnd({ data, dim }: RetrievalPlan): MeasuredQueries {
  return measuredQueries(data, dim, AT_THE_END);
}

/**
 * Ranks the whole catalogue for queries that are measured, by the vectors that are served and exported, and by two
 * baselines.
 *
 * @param queries - [targets.length, dim]
 * @param items - [items, dim]
 */
export function measure(
  { model, data, dim }: RetrievalPlan,
  { targets, histories }: MeasuredQueries,
  { queries, items }: Readonly<Record<'queries' | 'items', Float32Array>>,
): RetrievalFindings {
  const { itemCounts, interactions, excludesSeen } = data;
  const lengths = histories.offsets.slice(1).map((end, i) => end - histories.offsets[i]);
  const hasHistories = histories.indices.length > 0;
  return retrievalFindings({
    methods: [
      { name: model.name, scorer: innerProductScorer({ queries, items, dim }) },
      { name: POPULARITY, scorer: popularityScorer(itemCounts, targets.length) },
      {
        name: ITEM_KNN,
        scorer:
          hasHistories && interactions.indices.length > 0
            ? itemKnnScorer({ itemCount: data.itemIds.length, interactions, histories })
            : null,
      },
    ],
    targets,
    itemCounts,
    k: HEADLINE_K,
    ...(excludesSeen && { exclude: histories }),
    ...(hasHistories && { historyLengths: lengths }),
  });
}

/** The findings as metrics of the manifest. */
export function retrievalMetrics({ methods }: RetrievalFindings): Metrics {
  const [own, ...baselines] = methods;
  return {
    ...Object.fromEntries(
      own.byK.flatMap(({ k, recall, ndcg, hitRate, coverage }) => [
        [`recall_at_${k}`, recall],
        [`ndcg_at_${k}`, ndcg],
        [`hit_rate_at_${k}`, hitRate],
        [`coverage_at_${k}`, coverage],
      ]),
    ),
    mrr: own.mrr,
    ...Object.fromEntries(
      baselines.flatMap(({ name, byK }) =>
        byK.flatMap(({ k, recall, ndcg }) => [
          [`${keyOf(name)}_recall_at_${k}`, recall],
          [`${keyOf(name)}_ndcg_at_${k}`, ndcg],
        ]),
      ),
    ),
  };
}

/** What metrics of a baseline begin with. */
export function keyOf(baseline: string): string {
  return baseline.toLowerCase().replaceAll(/[^a-z]/g, '_');
}

/** The findings in a line. @param asked - queries that could be measured */
export function describeFindings({ methods, k, queries }: RetrievalFindings, asked: number): string {
  const [own, ...baselines] = methods;
  const at = ({ byK }: (typeof methods)[number]) => byK.find(entry => entry.k === k);
  const shown = (value: number | undefined) => (value ?? NaN).toFixed(4);
  const beside = baselines.map(method => `${method.name} ${shown(at(method)?.recall)}`);
  const sample =
    queries < asked
      ? `, of ${queries.toLocaleString('en-US')} rows out of ${asked.toLocaleString('en-US')}`
      : '';
  return `recall@${k} ${shown(at(own)?.recall)}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}, NDCG@${k} ${shown(at(own)?.ndcg)}${sample}`;
}
