import { afterFailure, NO_FAILURES, type Failures } from './restart-delay';

/** The pauses after workers that served for so long. */
function delays(servedMs: readonly (number | null)[]): number[] {
  let failures: Failures = NO_FAILURES;
  return servedMs.map(served => (failures = afterFailure(failures, served)).delayMs);
}

test('the first one that is lost is replaced at once', () => {
  expect(delays([null])).toEqual([0]);
  expect(delays([100])).toEqual([0]);
});

test('of those that end as soon as they are started, each waits twice as long, up to a minute', () => {
  const never = Array.from({ length: 10 }, () => null);
  expect(delays(never)).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map(seconds => seconds * 1_000));
});

test('one that has served for long ends the row', () => {
  expect(delays([null, 5, null, 3_600_000, null, null])).toEqual([0, 1_000, 2_000, 0, 1_000, 2_000]);
});
