import { betterOf, metricOf } from './metric';

test.each([
  ['auc', 'higher'],
  ['loss', 'lower'],
  ['log_loss', 'lower'],
  ['watch_time_mae', 'lower'],
  ['gmv_rmse', 'lower'],
  ['ctr_normalized_entropy', 'lower'],
  ['gmv_r2', 'higher'],
  ['ndcg_at_20', 'higher'],
  ['closs_auc', 'higher'],
])('%s is better %s', (metric, better) => {
  expect(betterOf(metric)).toBe(better);
});

test('the metric that was asked for counts, else the first of the usual that there is', () => {
  const metrics = { rmse: 1, mae: null };
  expect(metricOf(metrics, undefined, ['auc', 'rmse'])).toBe('rmse');
  expect(metricOf(metrics, 'mae', ['auc'])).toBe('mae');
  expect(() => metricOf(metrics, 'auc', [])).toThrow(
    'The training gives no metric auc; there are rmse, mae. Name one of them with --metric.',
  );
});
