import { EarlyStopping, isMaximized } from './early-stopping';

function stopsAt(scores: readonly number[], stopping: EarlyStopping): number {
  return scores.findIndex((score, round) => stopping.record(round, score));
}

test('a lower score is a gain, an equal one is not', () => {
  const stopping = new EarlyStopping(2, false);
  expect(stopsAt([0.5, 0.4, 0.4, 0.4, 0.1], stopping)).toBe(3);
  expect(stopping.best).toEqual({ round: 1, score: 0.4 });
});

test('a higher score is a gain when it is to be maximised', () => {
  const stopping = new EarlyStopping(2, true);
  expect(stopsAt([0.5, 0.6, 0.55, 0.7, 0.1, 0.2], stopping)).toBe(5);
  expect(stopping.best).toEqual({ round: 3, score: 0.7 });
});

test('NaN is no gain', () => {
  expect(stopsAt([0.5, NaN, NaN], new EarlyStopping(2, false))).toBe(2);
});

test('which metrics are to be maximised', () => {
  expect(['auc', 'aucpr', 'map', 'map@3-', 'ndcg@10', 'pre@2'].every(isMaximized)).toBe(true);
  expect(['logloss', 'mape', 'rmse', 'error', 'mlogloss'].some(isMaximized)).toBe(false);
});
