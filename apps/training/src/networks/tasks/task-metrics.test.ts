import { gauc } from '@reckit/evaluation';
import { taskMetrics } from './task-metrics';
import type { RegressionTask } from './tasks';

const click = { name: 'click', kind: 'binary', label: 'clicked', weight: 1 } as const;
const watch: RegressionTask = {
  name: 'watch',
  kind: 'regression',
  label: 'seconds',
  weight: 1,
  transform: 'scale',
  loss: 'mse',
};
const LABELS = Float32Array.of(1, 0, 1, 0, 1, 0);
const SCORES = Float32Array.of(0.9, 0.2, 0.4, 0.6, 0.1, 0.8);

test('labels have AUC and log loss, and where users are known the AUC within them', () => {
  expect(Object.keys(taskMetrics(click, LABELS, SCORES, 0.5, null))).toEqual([
    'auc',
    'log_loss',
    'log_loss_constant',
    'normalized_entropy',
    'average_precision',
    'average_precision_constant',
  ]);
  const groups = [0, 0, 1, 1, 2, 2];
  const metrics = taskMetrics(click, LABELS, SCORES, 0.5, groups);
  expect(metrics['auc']).toBeCloseTo(4 / 9, 6);
  expect(metrics['gauc']).toBeCloseTo(1 / 3, 6);
  expect(metrics['gauc']).toBe(gauc(groups, LABELS, SCORES).impressionWeighted);
});

test('rows without a user are not those of one user', () => {
  expect(taskMetrics(click, LABELS, SCORES, 0.5, [0, 0, -1, -1, -1, -1])['gauc']).toBe(1);
  expect(taskMetrics(click, LABELS, SCORES, 0.5, [-1, -1, -1, -1, -1, -1])['gauc']).toBeNull();
});

test('amounts have errors in their own units, each beside that of the constant', () => {
  const amounts = Float32Array.of(0, 10, 20);
  const metrics = taskMetrics(watch, amounts, Float32Array.of(1, 10, 23), 5, null);
  expect(metrics).toEqual({
    mae: expect.closeTo(4 / 3, 6),
    mae_constant: expect.closeTo(25 / 3, 6),
    rmse: expect.closeTo(Math.sqrt(10 / 3), 6),
    rmse_constant: expect.closeTo(Math.sqrt(275 / 3), 6),
    r2: expect.closeTo(1 - 10 / 200, 6),
  });
});

test('an undefined metric is null, and an answer that is not finite is refused', () => {
  expect(taskMetrics(click, Float32Array.of(1, 1), Float32Array.of(0.5, 0.6), 1, null)['auc']).toBeNull();
  expect(() =>
    taskMetrics(
      watch,
      LABELS,
      SCORES.map(() => Infinity),
      0,
      null,
    ),
  ).toThrow(
    'The trained network answers watch with numbers that are not finite. Lower --lr, set --clip-norm, and look for huge values in the data.',
  );
});
