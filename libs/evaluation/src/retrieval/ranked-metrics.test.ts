import { MetricInputError } from '../errors';
import { hitRateAtK, meanReciprocalRank, ndcgAtK, recallAtK } from './ranked-metrics';

/** Four queries: targets at 1 and 4; at 3; never; and one query without a target. */
const RANKED = {
  targets: { offsets: Uint32Array.of(0, 2, 3, 4, 4), indices: Uint32Array.of(7, 8, 9, 7) },
  ranks: Uint32Array.of(1, 4, 3, 0),
};

test('recall is the share found of the targets of a query, averaged over queries that have one', () => {
  expect(recallAtK(RANKED, 1)).toBeCloseTo(0.5 / 3, 12);
  expect(recallAtK(RANKED, 3)).toBeCloseTo(1.5 / 3, 12);
  expect(recallAtK(RANKED, 100)).toBeCloseTo(2 / 3, 12);
});

test('the hit rate counts queries that find any', () => {
  expect(hitRateAtK(RANKED, 1)).toBeCloseTo(1 / 3, 12);
  expect(hitRateAtK(RANKED, 3)).toBeCloseTo(2 / 3, 12);
});

test('NDCG counts a target by its rank, against the best order of as many targets', () => {
  const [first, second, third, fourth] = [1, 2, 3, 4].map(rank => 1 / Math.log2(1 + rank));
  expect(ndcgAtK(RANKED, 1)).toBeCloseTo(1 / 3, 12);
  expect(ndcgAtK(RANKED, 3)).toBeCloseTo((first / (first + second) + third) / 3, 12);
  expect(ndcgAtK(RANKED, 4)).toBeCloseTo(((first + fourth) / (first + second) + third) / 3, 12);
});

test('the mean reciprocal rank looks at the best target of a query', () => {
  expect(meanReciprocalRank(RANKED)).toBeCloseTo((1 + 1 / 3 + 0) / 3, 12);
});

test('without any target there is nothing to average, and k is a whole number', () => {
  const none = {
    targets: { offsets: Uint32Array.of(0, 0), indices: new Uint32Array() },
    ranks: new Uint32Array(),
  };
  expect(() => recallAtK(none, 5)).toThrow('No query has a target, so there is nothing to average.');
  for (const k of [0, -1, 1.5, NaN]) expect(() => ndcgAtK(RANKED, k)).toThrow(MetricInputError);
});
