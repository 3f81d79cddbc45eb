import { evaluateRetrieval, innerProductScorer } from '@reckit/evaluation';
import { measureOnTheWay, retrievalStoppingMetric } from './stopping-metric';

/** Four items on a line, the best first for every query; they look for the first, the third and the second of them. */
const scorer = innerProductScorer({
  queries: Float32Array.of(1, 1, 1),
  items: Float32Array.of(4, 3, 2, 1),
  dim: 1,
});
const targets = Uint32Array.of(0, 2, 1);

test.each([
  ['ndcg', (1 + 1 / Math.log2(4) + 1 / Math.log2(3)) / 3],
  ['mrr', (1 + 1 / 3 + 1 / 2) / 3],
  ['recall_at_10', 1],
  ['coverage_at_50', 1],
])('%s', (name, value) => {
  const measured = measureOnTheWay(scorer, { targets }, retrievalStoppingMetric(name));
  expect(measured[name]).toBeCloseTo(value, 12);
  expect(Object.keys(measured)).toEqual([...new Set(['ndcg', 'recall_at_20', name])]);
});

test('each metric of the first items is that of so many', () => {
  const result = evaluateRetrieval(scorer, { targets, ks: [20, 100] });
  const byK = [
    { ...result.byK[0], recall: 0.25, hitRate: 0.5 },
    { ...result.byK[1], recall: 0.75 },
  ];
  expect(retrievalStoppingMetric('recall_at_100').of({ ...result, byK }, 4)).toBe(0.75);
  expect(retrievalStoppingMetric('hit_rate_at_20').of({ ...result, byK }, 4)).toBe(0.5);
});

test.each(['loss', 'auc', 'recall_at_5', 'popularity_recall_at_20'])(
  '%s is refused, with what there is',
  asked => {
    expect(() => retrievalStoppingMetric(asked)).toThrow(
      new RegExp(
        `^--early-stopping-metric ${asked}: this training measures ndcg, mrr, recall_at_10, .*\\. Name one of these\\.$`,
      ),
    );
  },
);
