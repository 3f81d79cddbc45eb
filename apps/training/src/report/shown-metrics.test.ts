import { percent } from './percent';
import { describeMetrics, reportedMetrics } from './shown-metrics';

test('metrics are told in one line, each with that of the constant', () => {
  expect(describeMetrics({ auc: 0.98765, gauc: null })).toBe('AUC 0.9877, GAUC undefined');
  expect(describeMetrics({ mae: 1, mae_constant: 2.5, r2: 0.3 })).toBe('MAE 1.000 (constant 2.500)');
});

test('of a rare event the line does not boast with accuracy, and shows digits that count', () => {
  const metrics = {
    accuracy: 0.999,
    auc: 0.71234,
    log_loss: 0.0073456,
    log_loss_constant: 0.0079123,
    average_precision: 0.0123456,
    average_precision_constant: 0.001,
  };
  expect(describeMetrics(metrics)).toBe('AUC 0.7123, log loss 0.007346 (constant 0.007912)');
});

test('a table has the metrics in the order of what they say, under names that people know', () => {
  expect(
    reportedMetrics({ accuracy: 0.9, log_loss: 0.2, log_loss_constant: 0.3, auc: null, own: 1 }),
  ).toEqual([
    { name: 'own', validation: 1 },
    { name: 'AUC', validation: null },
    { name: 'log loss', validation: 0.2, constant: 0.3 },
    { name: 'accuracy', validation: 0.9 },
  ]);
});

test.each([
  [0.936, '93.6 %'],
  [0.0123, '1.2 %'],
  [0.001234, '0.12 %'],
  [0.0000314, '0.0031 %'],
  [0, '0.0 %'],
])('the share %d is %s', (share, shown) => {
  expect(percent(share)).toBe(shown);
});
