import { addPredictionSums, modelCounts, ModelTimes } from './model-times';

function timesOf(answered: number, failed: number, version = 'v1'): ModelTimes {
  const times = new ModelTimes();
  for (let i = 0; i < answered; i++) {
    times.addAnswered(version, 10, { input: 1, queue: 2, infer: 3, output: 4 });
  }
  for (let i = 0; i < failed; i++) times.addFailed(version, 0.5);
  return times;
}

test('what several processes have answered is added up by models and versions', () => {
  const total = addPredictionSums([
    new Map([['xgb', timesOf(2, 1).sums]]),
    new Map([
      ['xgb', timesOf(3, 0).sums],
      ['mmoe', timesOf(1, 0, 'v2').sums],
    ]),
    new Map(),
  ]);
  expect(modelCounts('ranker', 'v1', total.get('xgb')?.get('v1'))).toMatchObject({
    name: 'ranker',
    version: 'v1',
    rows: 50,
    executions: 5,
    success: { count: 5, ns: 50e6 },
    fail: { count: 1, ns: 0.5e6 },
    queue: { count: 5, ns: 10e6 },
    output: { count: 5, ns: 20e6 },
  });
  expect(total.get('mmoe')?.get('v2')).toMatchObject({ count: 1, rows: 10 });
});

test('adding up changes nothing of what is added', () => {
  const times = timesOf(1, 0);
  addPredictionSums([new Map([['xgb', times.sums]]), new Map([['xgb', timesOf(1, 0).sums]])]);
  expect(times.sums.get('v1')?.count).toBe(1);
});

test('a version that has answered nothing counts nothing', () => {
  const never = { count: 0, ns: 0 };
  expect(modelCounts('xgb', 'v1')).toMatchObject({
    rows: 0,
    lastInferenceMs: 0,
    success: never,
    fail: never,
  });
});
