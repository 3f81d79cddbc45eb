import { evaluateRetrieval, ndcgAtK, type RetrievalResult, type Scorer } from '@reckit/evaluation';
import { BadTrainingRun } from '../../run/errors';

/** The metric by which the best weights are told unless a flag says otherwise: of all ranks, so that it moves with each. */
export const BEST_BY = 'ndcg';
/** What is also measured on the way. */
const SHOWN_K = 20;
const KS = [10, 20, 50, 100] as const;
const AT_K = {
  recall: ({ recall }) => recall,
  ndcg: ({ ndcg }) => ndcg,
  hit_rate: ({ hitRate }) => hitRate,
  coverage: ({ coverage }) => coverage,
} as const satisfies Readonly<Record<string, (atK: RetrievalResult['byK'][number]) => number>>;

/** The metric by which the best weights are told. */
export interface RetrievalStoppingMetric {
  /** As the metrics of the manifest have it, or `ndcg` for that over all ranks. */
  readonly name: string;
  /** How many of the first items have to be looked at. */
  readonly k: number;
  of(result: RetrievalResult, itemCount: number): number;
}

/** @throws BadTrainingRun for a metric that is not measured */
export function retrievalStoppingMetric(asked: string): RetrievalStoppingMetric {
  const metrics: RetrievalStoppingMetric[] = [
    { name: BEST_BY, k: SHOWN_K, of: (result, itemCount) => ndcgAtK(result, itemCount) },
    { name: 'mrr', k: SHOWN_K, of: ({ mrr }) => mrr },
    ...Object.entries(AT_K).flatMap(([name, of]) =>
      KS.map(k => ({
        name: `${name}_at_${k}`,
        k,
        of: ({ byK }: RetrievalResult) => of(byK.find(each => each.k === k) ?? byK[0]),
      })),
    ),
  ];
  const found = metrics.find(({ name }) => name === asked);
  if (found) return found;
  throw new BadTrainingRun(
    `--early-stopping-metric ${asked}: this training measures ${metrics.map(({ name }) => name).join(', ')}. Name one of these.`,
  );
}

/** What is measured on the way: by the metric that decides, and by two that are shown. */
export function measureOnTheWay(
  scorer: Scorer,
  task: Pick<Parameters<typeof evaluateRetrieval>[1], 'targets' | 'exclude'>,
  metric: RetrievalStoppingMetric,
): Readonly<Record<string, number>> {
  const result = evaluateRetrieval(scorer, { ...task, ks: [SHOWN_K, metric.k] });
  const shown = [BEST_BY, `recall_at_${SHOWN_K}`].map(retrievalStoppingMetric);
  return Object.fromEntries([...shown, metric].map(({ name, of }) => [name, of(result, scorer.itemCount)]));
}
