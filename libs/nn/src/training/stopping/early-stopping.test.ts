import { afterEvaluation, type EarlyStoppingOptions } from './early-stopping';
import type { StoppingState } from '../progress';

function statesOf(
  scores: readonly (number | null)[],
  options: Partial<EarlyStoppingOptions>,
): (StoppingState | null)[] {
  let state: StoppingState | null = null;
  return scores.map((score, i) => {
    state = afterEvaluation({ metric: 'loss', mode: 'min', patience: 3, ...options }, state, i + 1, score);
    return state;
  });
}

test('less is better for min, more for max', () => {
  const scores = [0.5, 0.4, 0.6];
  expect(statesOf(scores, { mode: 'min' }).map(state => state?.bestEpoch)).toEqual([1, 2, 2]);
  expect(statesOf(scores, { mode: 'max' }).map(state => state?.bestEpoch)).toEqual([1, 1, 3]);
});

test('counts the evaluations since the best', () => {
  const since = statesOf([0.5, 0.5, 0.6, 0.4, 0.41], {}).map(state => state?.evaluationsWithoutGain);
  expect(since).toEqual([0, 1, 2, 0, 1]);
});

test('a gain has to be larger than minDelta, all of it since the best evaluation', () => {
  const states = statesOf([0.5, 0.46, 0.42], { minDelta: 0.05 });
  expect(states.map(state => state?.bestScore)).toEqual([0.5, 0.5, 0.42]);
});

test('an evaluation without a score is one without a gain, and never the best', () => {
  expect(statesOf([null, 0.5, null], {})).toEqual([
    null,
    { bestEpoch: 2, bestScore: 0.5, evaluationsWithoutGain: 0 },
    { bestEpoch: 2, bestScore: 0.5, evaluationsWithoutGain: 1 },
  ]);
});
