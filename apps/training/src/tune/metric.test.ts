import { metricOf } from './metric';

test('the metric that was asked for counts, else the first of the usual that there is', () => {
  const metrics = { rmse: 1, mae: null };
  expect(metricOf(metrics, undefined, ['auc', 'rmse'])).toBe('rmse');
  expect(metricOf(metrics, 'mae', ['auc'])).toBe('mae');
  expect(() => metricOf(metrics, 'auc', [])).toThrow(
    'The training gives no metric auc; there are rmse, mae. Name one of them with --metric.',
  );
});
