import { ClientLimiter } from './client-limiter';

function limiterOf(
  perSecond: number,
  maxClients?: number,
): { limiter: ClientLimiter; clock: { ms: number } } {
  const clock = { ms: 1_000 };
  return { limiter: new ClientLimiter(perSecond, () => clock.ms, maxClients), clock };
}

function take(limiter: ClientLimiter, client: string, times: number): number {
  let taken = 0;
  for (let i = 0; i < times; i++) if (limiter.tryTake(client)) taken++;
  return taken;
}

test('each client has tokens of its own', () => {
  const { limiter, clock } = limiterOf(3);
  expect(take(limiter, 'a', 10)).toBe(3);
  expect(limiter.hasToken('a')).toBe(false);
  expect(limiter.hasToken('b')).toBe(true);
  expect(take(limiter, 'b', 2)).toBe(2);
  clock.ms += 334;
  expect(take(limiter, 'a', 10)).toBe(1);
});

test('looking for a token takes none, and remembers nobody', () => {
  const { limiter } = limiterOf(1);
  for (let i = 0; i < 5; i++) expect(limiter.hasToken(`client ${i}`)).toBe(true);
  expect(limiter.count).toBe(0);
});

test('who has not asked for longest is forgotten', () => {
  const { limiter } = limiterOf(1, 3);
  for (const client of ['a', 'b', 'c', 'a']) limiter.tryTake(client);
  limiter.tryTake('d');
  expect(limiter.count).toBe(3);
  // b was forgotten, and begins anew.
  expect(['a', 'c', 'd', 'b'].map(client => limiter.hasToken(client))).toEqual([false, false, false, true]);
});

test('a flood of addresses is remembered up to a limit', () => {
  const { limiter } = limiterOf(1);
  for (let i = 0; i < 30_000; i++) limiter.tryTake(`address ${i}`);
  expect(limiter.count).toBe(10_000);
});

test('0 is no limit, and nobody is remembered', () => {
  const { limiter } = limiterOf(0);
  expect(take(limiter, 'a', 1_000)).toBe(1_000);
  expect(limiter.count).toBe(0);
});
