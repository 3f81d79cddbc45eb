import { ClientError, type FailedCall } from './errors';
import { nextAttempt } from './next-attempt';

const RETRY = { attempts: 3, budgetMs: 2_000 };
const FIRST = { attempts: 1, waitedMs: 0 };
const refused: FailedCall = { failure: 'connection', call: 'GET /', detail: 'refused.', mayRetry: true };
const busy: FailedCall = { failure: 'answered', call: 'GET /', detail: 'Busy.', status: 503, mayRetry: true };

const pause = (
  failed: FailedCall,
  { isRepeatable = true, tried = FIRST, random = 0.5 } = {},
): number | null => nextAttempt(new ClientError(failed), isRepeatable, tried, RETRY, random);

test('a call that reached nobody is tried again soon, each time somewhat later', () => {
  expect(pause(refused)).toBe(25);
  expect(pause(refused, { tried: { attempts: 2, waitedMs: 25 } })).toBe(50);
});

test('one that was told when to come back comes then, or up to a quarter later', () => {
  const told = { ...busy, retryAfterMs: 1_000 };
  expect(pause(told, { random: 0 })).toBe(1_000);
  expect(pause(told, { random: 0.999 })).toBeCloseTo(1_249.75);
});

test.each<[string, FailedCall, Parameters<typeof pause>[1]]>([
  ['that may not arrive twice', refused, { isRepeatable: false }],
  ['that was tried often enough', refused, { tried: { attempts: 3, waitedMs: 0 } }],
  ['that was not told when to come back', busy, {}],
  ['that was told to come back after the budget', { ...busy, retryAfterMs: 2_001 }, {}],
  [
    'that has waited long enough',
    { ...busy, retryAfterMs: 1_000 },
    { tried: { attempts: 2, waitedMs: 1_001 } },
  ],
  ['whose answer broke off', { ...refused, failure: 'interrupted' }, {}],
  ['whose time is over', { ...refused, failure: 'timeout' }, {}],
  ['that is wrong', { ...busy, status: 400, mayRetry: false }, {}],
])('none %s', (_which, failed, options) => {
  expect(pause(failed, options)).toBeNull();
});
