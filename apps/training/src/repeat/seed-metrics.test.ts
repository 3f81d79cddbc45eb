import { spreadOf } from './seed-metrics';

test('mean and deviation are those of a sample, of the values that are defined', () => {
  const seeds = [
    { seed: 42, metrics: { auc: 0.7, gauc: null, log_loss: 0.5 } },
    { seed: 43, metrics: { auc: 0.8, gauc: 0.6, log_loss: 0.5 } },
    { seed: 44, metrics: { auc: 0.75, gauc: null, log_loss: 0.5 } },
  ];
  expect(spreadOf(seeds)).toEqual([
    {
      name: 'auc',
      values: [0.7, 0.8, 0.75],
      mean: expect.closeTo(0.75, 12),
      deviation: expect.closeTo(0.05, 12),
    },
    { name: 'gauc', values: [null, 0.6, null], mean: 0.6, deviation: null },
    { name: 'log_loss', values: [0.5, 0.5, 0.5], mean: 0.5, deviation: 0 },
  ]);
});

test('of no values there is no mean', () => {
  expect(spreadOf([{ seed: 1, metrics: { auc: null } }])).toEqual([
    { name: 'auc', values: [null], mean: null, deviation: null },
  ]);
});
