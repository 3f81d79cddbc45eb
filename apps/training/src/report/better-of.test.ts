import { betterOf } from './better-of';

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
