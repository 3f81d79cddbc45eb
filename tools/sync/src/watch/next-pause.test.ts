import { nextPauseMs } from './next-pause';

test.each([
  [10_000, 0, 10_000],
  [10_000, 1, 20_000],
  [10_000, 3, 60_000],
  [10_000, 1000, 60_000],
  [600_000, 0, 600_000],
  [600_000, 5, 600_000],
])('%d ms after %d failures is %d ms at most, and a fifth less at least', (watchMs, failures, pauseMs) => {
  expect(nextPauseMs(watchMs, failures, 0)).toBe(pauseMs);
  expect(nextPauseMs(watchMs, failures, 1)).toBeCloseTo(pauseMs * 0.8, 6);
});
