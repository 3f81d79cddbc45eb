import fc from 'fast-check';
import { amountBins } from './amounts/amount-bins';
import { auc } from './probabilities/auc';
import { averagePrecision } from './probabilities/average-precision';
import { calibrationTable } from './probabilities/calibration-table';
import { MetricInputError } from './errors';
import { gauc } from './probabilities/gauc';
import { precisionRecallCurve } from './probabilities/precision-recall-curve';
import {
  accuracy,
  baseRate,
  brier,
  logLoss,
  logLossOfBaseRate,
  normalizedEntropy,
} from './probabilities/probability-metrics';
import { mae, mse, r2, rmse } from './amounts/regression-metrics';
import { rocCurve } from './probabilities/roc-curve';
import { scoreHistogram } from './probabilities/score-histogram';

/** Rows that are there several times, or not at all. */
const rows = fc
  .array(
    fc.record({
      label: fc.constantFrom(0, 1),
      score: fc.integer({ min: 0, max: 10 }).map(tenths => tenths / 10),
      target: fc.integer({ min: 0, max: 5 }),
      group: fc.integer({ min: 0, max: 3 }),
      times: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .filter(all => all.some(({ times }) => times > 0));
type Row = typeof rows extends fc.Arbitrary<(infer R)[]> ? R : never;

/** Every metric that knows weights, of rows with a column of each. */
const METRICS: Readonly<Record<string, (of: Columns, weights?: number[]) => unknown>> = {
  auc: ({ labels, scores }, weights) => auc(labels, scores, weights),
  averagePrecision: ({ labels, scores }, weights) => averagePrecision(labels, scores, weights),
  gauc: ({ groups, labels, scores }, weights) => {
    const { impressionWeighted, positiveWeighted, unweighted, groupsUsed } = gauc(
      groups,
      labels,
      scores,
      weights,
    );
    return [impressionWeighted, positiveWeighted, unweighted, groupsUsed];
  },
  logLoss: ({ labels, scores }, weights) => logLoss(labels, scores, weights),
  logLossOfBaseRate: ({ labels }, weights) => logLossOfBaseRate(labels, weights),
  baseRate: ({ labels }, weights) => baseRate(labels, weights),
  normalizedEntropy: ({ labels, scores }, weights) => normalizedEntropy(labels, scores, weights),
  brier: ({ labels, scores }, weights) => brier(labels, scores, weights),
  accuracy: ({ labels, scores }, weights) => accuracy(labels, scores, weights),
  mae: ({ targets, scores }, weights) => mae(targets, scores, weights),
  mse: ({ targets, scores }, weights) => mse(targets, scores, weights),
  rmse: ({ targets, scores }, weights) => rmse(targets, scores, weights),
  r2: ({ targets, scores }, weights) => r2(targets, scores, weights),
  calibrationTable: ({ labels, scores }, weights) =>
    calibrationTable(labels, scores, 5, 'equal-width', weights).map(bin => [bin.meanScore, bin.positiveRate]),
  amountBins: ({ targets, scores }, weights) =>
    amountBins(targets, scores, 1, weights).map(bin => [bin.meanPredicted, bin.meanActual]),
  rocCurve: ({ labels, scores }, weights) => pointsOf(rocCurve(labels, scores, weights, 1e6)),
  precisionRecallCurve: ({ labels, scores }, weights) =>
    pointsOf(precisionRecallCurve(labels, scores, weights, 1e6)),
};

interface Columns {
  readonly labels: number[];
  readonly scores: number[];
  readonly targets: number[];
  readonly groups: number[];
}

function columnsOf(all: readonly Row[]): Columns {
  return {
    labels: all.map(({ label }) => label),
    scores: all.map(({ score }) => score),
    targets: all.map(({ target }) => target),
    groups: all.map(({ group }) => group),
  };
}

function pointsOf(curve: object | null): unknown {
  return curve && Object.values(curve);
}

/** Numbers that may differ in their last digits, as sums in another order do, however deep they lie. */
function about(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(about);
  return typeof value === 'number' && Number.isFinite(value) ? expect.closeTo(value, 9) : value;
}

test.each(Object.entries(METRICS))('a row with a weight counts in %s as so many rows', (_, metric) =>
  fc.assert(
    fc.property(rows, all => {
      const repeated = all.flatMap(row => Array<Row>(row.times).fill(row));
      const weights = all.map(({ times }) => times);
      expect(metric(columnsOf(all), weights)).toEqual(about(metric(columnsOf(repeated))));
    }),
  ),
);

test.each(Object.entries(METRICS))('of %s only the relations of the weights count', (_, metric) =>
  fc.assert(
    fc.property(rows, all => {
      const weights = all.map(({ times }) => times);
      const halves = weights.map(weight => weight / 2);
      expect(metric(columnsOf(all), halves)).toEqual(about(metric(columnsOf(all), weights)));
    }),
  ),
);

test('a histogram has the weights of each class by bin', () => {
  expect(scoreHistogram([1, 0, 1, 0, 1], [0, 0.1, 0.5, 0.74, 1], [2, 3, 0.5, 1, 0], 4)).toEqual({
    edges: [0, 0.25, 0.5, 0.75, 1],
    positives: [2, 0, 0.5, 0],
    negatives: [3, 0, 1, 0],
  });
});

test.each(Object.entries(METRICS))('%s refuses a weight that is none', (_, metric) => {
  const columns = { labels: [0, 1], scores: [0.1, 0.9], targets: [1, 2], groups: [1, 1] };
  for (const weight of [-1, NaN, Infinity]) {
    expect(() => metric(columns, [1, weight])).toThrow(MetricInputError);
  }
  expect(() => metric(columns, [1])).toThrow(MetricInputError);
});
