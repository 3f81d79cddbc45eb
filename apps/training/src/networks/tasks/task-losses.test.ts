import { huber, targetOf, transformedTarget } from '@reckit/nn';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  networkTargets,
  networkWeights,
  smoothedTargets,
  weightedLoss,
  type OutputTask,
} from './task-losses';
import { headOf, type RegressionTask } from './tasks';

const AMOUNTS = Float32Array.of(0, 1, 3, 20);
const ANSWERS = Float32Array.of(0.5, 1, 2, 90);

function outputOf(changes: Partial<RegressionTask>): OutputTask {
  const task: RegressionTask = {
    ...{ name: 'watch', kind: 'regression', label: 'seconds', weight: 1, transform: 'scale', loss: 'mse' },
    ...changes,
  };
  const head = headOf(task, AMOUNTS);
  return { task, input: targetOf(head), transform: head };
}

const lossOf = (output: OutputTask) =>
  weightedLoss([output], new Map([['seconds', AMOUNTS]]), new Map([['watch', ANSWERS]]));

test.each(['none', 'scale', 'log1p'] as const)(
  'the targets of the transform %s are what is learnt',
  transform => {
    const output = outputOf({ transform });
    const learnt = networkTargets([output], new Map([['seconds', AMOUNTS]])).get('target_watch');
    expect(learnt).toEqual(AMOUNTS.map(amount => transformedTarget(output.transform, amount)));
    expect(learnt?.[0]).toBe(0);
    if (transform === 'none') expect(learnt).toEqual(AMOUNTS);
    if (transform === 'scale') expect(learnt?.[3]).toBeCloseTo(20 / Math.sqrt(66.5), 5);
  },
);

test('labels are learnt as they are', () => {
  const task = { name: 'click', kind: 'binary', label: 'clicked', weight: 1 } as const;
  const labels = Float32Array.of(1, 0);
  const outputs = [{ task, input: 'target_click', transform: { kind: 'binary' } as const }];
  expect(networkTargets(outputs, new Map([['clicked', labels]])).get('target_click')).toEqual(labels);
  const answers = new Map([['click', Float32Array.of(0.5, 0.5)]]);
  expect(weightedLoss(outputs, new Map([['clicked', labels]]), answers)).toBeCloseTo(Math.LN2, 6);
});

test('labels are moved towards the share of positives, amounts are not, and the mean stays', () => {
  const amounts = outputOf({});
  const click = {
    ...{ task: { name: 'click', kind: 'binary', label: 'clicked', weight: 1, weight_col: 'w' } as const },
    ...{ input: 'target_click', transform: { kind: 'binary' } as const, weights: 'weight_click' },
  };
  const labels = Float32Array.of(1, 0, 0, 0, 1);
  const targets = new Map([
    ['target_click', labels],
    ['target_watch', AMOUNTS],
  ]);
  // The last row is not trained on.
  const train = Uint32Array.of(0, 1, 2, 3);
  const smoothed = (weights: ReadonlyMap<string, Float32Array>, share: number) =>
    smoothedTargets([click, amounts], targets, weights, { share, train });

  expect(smoothed(new Map(), 0)).toBe(targets);
  const moved = smoothed(new Map(), 0.2);
  expect(moved.get('target_watch')).toBe(AMOUNTS);
  expect([...(moved.get('target_click') ?? [])].map(label => Number(label.toFixed(5)))).toEqual([
    0.85, 0.05, 0.05, 0.05, 0.85,
  ]);
  const weighed = smoothed(new Map([['weight_click', Float32Array.of(3, 1, 1, 1, 9)]]), 0.5);
  expect([...(weighed.get('target_click') ?? [])]).toEqual([0.75, 0.25, 0.25, 0.25, 0.75]);
});

test('an amount is measured by its squared error, in units of what is learnt', () => {
  expect(lossOf(outputOf({ transform: 'none' }))).toBeCloseTo((0.25 + 0 + 1 + 4900) / 4, 3);
  expect(lossOf(outputOf({ transform: 'scale' }))).toBeCloseTo((0.25 + 0 + 1 + 4900) / 4 / 66.5, 3);
});

test.each(['none', 'scale', 'log1p'] as const)(
  'with Huber and the transform %s, it is the loss of the network',
  async transform => {
    const output = outputOf({ transform, loss: 'huber' });
    const transformed = (values: Float32Array) =>
      tf.tensor2d(
        values.map(value => transformedTarget(output.transform, value)),
        [4, 1],
      );
    tf.enableProdMode();
    await tf.setBackend('cpu');
    const [expected] = huber(transformed(AMOUNTS), transformed(ANSWERS)).dataSync();
    expect(lossOf(output)).toBeCloseTo(expected, 5);
    expect(lossOf(output)).not.toBeCloseTo(lossOf(outputOf({ transform })), 2);
  },
);

test('the losses of tasks are added by their weights', () => {
  const [one, other] = [outputOf({ weight: 0.5 }), outputOf({ weight: 3, transform: 'none' })];
  const sum = weightedLoss([one, other], new Map([['seconds', AMOUNTS]]), new Map([['watch', ANSWERS]]));
  expect(sum).toBeCloseTo(lossOf(one) + lossOf(other), 6);
  expect(lossOf(one)).toBeCloseTo(0.5 * lossOf(outputOf({})), 6);
});

test('of weighted rows the loss is that of as many rows', () => {
  const weighted = { ...TASK_OF_AMOUNTS, weight_col: 'w' };
  const of = (amounts: number[], answers: number[], weights?: number[]) =>
    weightedLoss(
      [{ task: weights ? weighted : TASK_OF_AMOUNTS, input: 'target_watch', transform: UNSCALED }],
      new Map([['seconds', Float32Array.from(amounts)]]),
      new Map([['watch', Float32Array.from(answers)]]),
      new Map(weights && [['w', Float32Array.from(weights)]]),
    );
  expect(of([1, 5, 2], [2, 5, 4], [3, 0, 1])).toBeCloseTo(of([1, 1, 1, 2], [2, 2, 2, 4]), 10);
  expect(of([1, 5, 2], [2, 5, 4], [3, 0, 1])).not.toBeCloseTo(of([1, 5, 2], [2, 5, 4]), 3);
});

test('a network learns by weights whose mean over the rows to train on is 1', () => {
  const task = { ...TASK_OF_AMOUNTS, weight_col: 'w' };
  const outputs = [
    { task, input: 'target_watch', transform: UNSCALED, weights: 'weight_watch' },
    { task: TASK_OF_AMOUNTS, input: 'target_other', transform: UNSCALED },
  ];
  const weights = new Map([['w', Float32Array.of(1, 100, 3)]]);
  expect(networkWeights(outputs, weights, Uint32Array.of(0, 2))).toEqual(
    new Map([['weight_watch', Float32Array.of(0.5, 50, 1.5)]]),
  );
});

const TASK_OF_AMOUNTS: RegressionTask = {
  ...{ name: 'watch', kind: 'regression', label: 'seconds', weight: 1, transform: 'none', loss: 'mse' },
};
const UNSCALED = { kind: 'regression', transform: 'none', scale: 1 } as const;
