import * as fc from 'fast-check';
import { RateLimiter } from './rate-limiter';

function limiterAt(perSecond: number): { limiter: RateLimiter; clock: { ms: number } } {
  const clock = { ms: 1_000 };
  return { limiter: new RateLimiter(perSecond, () => clock.ms), clock };
}

function take(limiter: RateLimiter, times: number): number {
  let taken = 0;
  for (let i = 0; i < times; i++) if (limiter.tryTake()) taken++;
  return taken;
}

test('as many at once as in a second, and no more', () => {
  const { limiter } = limiterAt(5);
  expect(take(limiter, 20)).toBe(5);
});

test('tokens come back with time, one after each share of a second', () => {
  const { limiter, clock } = limiterAt(4);
  take(limiter, 4);
  clock.ms += 249;
  expect(limiter.tryTake()).toBe(false);
  clock.ms += 1;
  expect(limiter.tryTake()).toBe(true);
  expect(limiter.tryTake()).toBe(false);
  clock.ms += 500;
  expect(take(limiter, 5)).toBe(2);
});

test('time without requests saves up one second at most', () => {
  const { limiter, clock } = limiterAt(3);
  take(limiter, 3);
  clock.ms += 3_600_000;
  expect(take(limiter, 10)).toBe(3);
});

test('refused requests cost nothing', () => {
  const { limiter, clock } = limiterAt(1);
  expect(limiter.tryTake()).toBe(true);
  for (let i = 0; i < 9; i++) {
    clock.ms += 100;
    expect(limiter.tryTake()).toBe(false);
  }
  clock.ms += 101;
  expect(limiter.tryTake()).toBe(true);
});

test('0 is no limit', () => {
  const { limiter } = limiterAt(0);
  expect(take(limiter, 1_000)).toBe(1_000);
});

test('in any stretch of time, no more than the rate and one burst', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(fc.nat({ max: 2_000 }), fc.nat({ max: 80 })), { maxLength: 40 }),
      (perSecond, arrivals) => {
        const { limiter, clock } = limiterAt(perSecond);
        let passed = 0;
        for (const [waitMs, requests] of arrivals) {
          clock.ms += waitMs;
          passed += take(limiter, requests);
          expect(passed).toBeLessThanOrEqual(perSecond * (1 + (clock.ms - 1_000) / 1_000) + 1e-6);
        }
      },
    ),
  );
});
