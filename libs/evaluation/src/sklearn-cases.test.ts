import cases from '../fixtures/sklearn-cases.json';
import { auc } from './probabilities/auc';
import { averagePrecision } from './probabilities/average-precision';
import { gauc } from './probabilities/gauc';
import { brier, logLoss, logLossOfBaseRate, normalizedEntropy } from './probabilities/probability-metrics';
import { mae, mse, r2, rmse } from './amounts/regression-metrics';

/** Values of scikit-learn 1.2.1; null where it raises because one class is absent. */
type Expected = Readonly<Record<string, number | null | undefined>>;

function expectClose(actual: number | null, expected: number | null | undefined): void {
  if (expected === undefined) return;
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

const binary = cases.filter(({ kind }) => kind === 'binary');
const regression = cases.filter(({ kind }) => kind === 'regression');
const grouped = cases.filter(({ kind }) => kind === 'gauc');

test('the cases are those recorded', () => {
  expect([binary.length, regression.length, grouped.length]).toEqual([26, 5, 6]);
});

test.each(binary)('$name', ({ labels = [], scores = [], weights, expected: values }) => {
  const expected: Expected = values;
  expectClose(auc(labels, scores, weights), expected.rocAuc);
  expectClose(averagePrecision(labels, scores, weights), expected.averagePrecision);
  expectClose(mse(labels, scores, weights), expected.mse);
  expectClose(mae(labels, scores, weights), expected.mae);
  if (expected.brier === undefined) {
    expect(() => brier(labels, scores, weights)).toThrow(/expected a probability/);
    return;
  }
  expectClose(brier(labels, scores, weights), expected.brier);
  // Where one class is absent, scikit-learn has to be told that there are two.
  expectClose(logLoss(labels, scores, weights), expected.logLossWithLabels01 ?? expected.logLoss);
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const ofConstant = logLoss(
    labels,
    labels.map(() => rate),
  );
  expect(logLossOfBaseRate(labels)).toBeCloseTo(ofConstant, 12);
  const entropy = normalizedEntropy(labels, scores);
  if (rate === 0 || rate === 1) expect(entropy).toBeNull();
  else expect(entropy).toBeCloseTo(logLoss(labels, scores) / ofConstant, 10);
});

test.each(regression)('$name', ({ targets = [], predictions = [], weights, expected: values }) => {
  const expected: Expected = values;
  expectClose(mse(targets, predictions, weights), expected.mse);
  expectClose(rmse(targets, predictions, weights), expected.rmse);
  expectClose(mae(targets, predictions, weights), expected.mae);
});

test('R² is that of scikit-learn, in the example of its documentation', () => {
  expectClose(r2([3, -0.5, 2, 7], [2.5, 0, 2, 8]), 0.9486081370449679);
  expect(r2([2, 2], [1, 3])).toBeNull();
});

test.each(grouped)('$name', ({ groups = [], labels = [], scores = [], expected: values }) => {
  const expected: Expected = values;
  const actual = gauc(groups, labels, scores);
  expectClose(actual.impressionWeighted, expected.gaucImpressionWeighted);
  expectClose(actual.positiveWeighted, expected.gaucPositiveWeighted);
  expectClose(actual.unweighted, expected.gaucUnweighted);
  expect(actual.groupsUsed).toBe(expected.groupsUsed);
  expect(actual.groupsSkipped).toBe(expected.groupsSkipped);
  expect(actual.rowsUsed).toBe(expected.rowsUsed);
  expectClose(auc(labels, scores), expected.globalRocAuc);
});
