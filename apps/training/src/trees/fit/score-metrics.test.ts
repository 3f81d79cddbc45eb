import { BadTrainingRun } from '../../run/errors';
import { scoreMetrics } from './score-metrics';

const LABELS = Float32Array.of(0, 1, 1);

test('each kind of score has its metrics', () => {
  const scores = Float32Array.of(0.1, 0.8, 0.9);
  expect(Object.keys(scoreMetrics('probability', LABELS, scores))).toEqual([
    'auc',
    'log_loss',
    'log_loss_constant',
    'normalized_entropy',
    'average_precision',
    'average_precision_constant',
    'accuracy',
    'brier',
  ]);
  expect(scoreMetrics('score', LABELS, scores)).toEqual({ auc: 1 });
  expect(scoreMetrics('value', LABELS, LABELS)).toEqual({ rmse: 0, mae: 0, r2: 1 });
});

test('several scores a row are refused, and not measured as if they were one', () => {
  const quantiles = new Float32Array(9);
  expect(() => scoreMetrics('value', LABELS, quantiles)).toThrow(BadTrainingRun);
  expect(() => scoreMetrics('value', LABELS, quantiles)).toThrow(
    'The trained model gives 9 scores for 3 rows, but one a row is what is measured and served.',
  );
});

test('a score that is no number is refused', () => {
  expect(() => scoreMetrics('score', LABELS, Float32Array.of(0, NaN, 1))).toThrow('no finite numbers');
});
