import { evalMetrics } from './stopping-metric';

test.each([
  ['loss', {}, {}],
  ['auc', {}, { eval_metric: ['logloss', 'auc'] }],
  ['logloss', {}, { eval_metric: 'logloss' }],
  ['log_loss', {}, { eval_metric: 'logloss' }],
  ['average_precision', {}, { eval_metric: ['logloss', 'aucpr'] }],
  ['auc', { eval_metric: 'error' }, { eval_metric: ['error', 'auc'] }],
  ['mae', { objective: 'reg:squarederror' }, { eval_metric: 'mae' }],
  ['r2', { objective: 'reg:squarederror', eval_metric: 'mae' }, { eval_metric: ['mae', 'rmse'] }],
])('%s beside %j', (asked, param, expected) => {
  expect(evalMetrics(asked, param)).toEqual(expected);
});

test('users are not known to trees', () => {
  expect(() => evalMetrics('gauc', {})).toThrow('which knows no users. Name auc, or leave it out.');
});
