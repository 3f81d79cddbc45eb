import { retrying, type RetryPolicy, type Verdict } from './retry';

const POLICY: RetryPolicy = { attempts: 5, firstDelayMs: 1, maxDelayMs: 2 };

/** Fails so often, and says how often it was tried. */
function failing(times: number, progresses = false) {
  let tried = 0;
  return {
    tried: () => tried,
    attempt: (progressed: () => void) => {
      if (progresses) progressed();
      return ++tried > times ? Promise.resolve('there') : Promise.reject(new Error(`failure ${tried}`));
    },
  };
}

const always = (verdict: Verdict) => () => verdict;

test('what may pass is tried again', async () => {
  const { attempt } = failing(4);
  expect(await retrying(POLICY, always('again'), attempt)).toBe('there');
});

test.each<[Verdict, number]>([
  ['again', 5],
  ['a-few-times', 4],
  ['never', 1],
])('%s is tried %i times', async (verdict, times) => {
  const { attempt, tried } = failing(9);
  await expect(retrying(POLICY, always(verdict), attempt)).rejects.toThrow(`failure ${times}`);
  expect(tried()).toBe(times);
});

test('what comes on is tried without an end', async () => {
  const { attempt } = failing(20, true);
  expect(await retrying(POLICY, always('again'), attempt)).toBe('there');
});

test('nothing is tried any more once it is given up', async () => {
  const stop = new AbortController();
  stop.abort();
  const { attempt, tried } = failing(9);
  await expect(retrying(POLICY, always('again'), attempt, stop.signal)).rejects.toThrow('failure 1');
  expect(tried()).toBe(1);
});
