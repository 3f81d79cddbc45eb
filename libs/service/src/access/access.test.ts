import { TooManyRequests, Unauthorized } from '@reckit/protocol';
import { Access, type AccessRules, type Caller } from './access';
import { LocalQuota, type Quota } from './quota';

function accessWith(rules: Partial<AccessRules>): { access: Access; clock: { ms: number } } {
  const clock = { ms: 1_000 };
  const none = { predictApiKey: [], rateLimitRps: 0, rateLimitRpsPerClient: 0, trustedProxies: [] };
  const all = { ...none, ...rules };
  return { access: new Access(all, new LocalQuota(all, () => clock.ms)), clock };
}

/** Who is let in at once, as where requests are counted in this process. */
function knock(access: Access, fields: Parameters<Access['knock']>[0], remote: string | undefined): Caller {
  const caller = access.knock(fields, remote);
  if (caller instanceof Promise) throw new Error('The caller had to wait.');
  return caller;
}

/** How many requests of a client are let in. */
function entriesOf(access: Access, key: string | undefined, remote: string, times = 20): number {
  let entered = 0;
  for (let i = 0; i < times; i++) {
    try {
      access.enter(knock(access, { 'x-api-key': key }, remote));
      entered++;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyRequests);
    }
  }
  return entered;
}

test('without rules everybody is let in, and is nobody in particular', () => {
  const { access } = accessWith({});
  expect(access.knock({ 'x-api-key': 'any' }, '10.0.0.1')).toBe(access.knock({}, undefined));
  expect(entriesOf(access, undefined, '10.0.0.1', 1_000)).toBe(1_000);
});

test('callers are told apart by their keys, wherever they ask from', () => {
  const { access } = accessWith({ predictApiKey: ['a', 'b'], rateLimitRpsPerClient: 3 });
  expect(knock(access, { 'x-api-key': 'b' }, '10.0.0.1').key).toBe(2);
  expect(entriesOf(access, 'a', '10.0.0.1')).toBe(3);
  expect(entriesOf(access, 'a', '10.0.0.2')).toBe(0);
  expect(entriesOf(access, 'b', '10.0.0.1')).toBe(3);
});

test('callers without keys are told apart by their addresses', () => {
  const { access, clock } = accessWith({ rateLimitRpsPerClient: 2 });
  expect(entriesOf(access, 'ignored', '10.0.0.1')).toBe(2);
  expect(entriesOf(access, undefined, '10.0.0.1')).toBe(0);
  expect(entriesOf(access, undefined, '10.0.0.2')).toBe(2);
  clock.ms += 500;
  expect(entriesOf(access, undefined, '10.0.0.1')).toBe(1);
});

test('by the addresses that a trusted proxy tells', () => {
  const trustedProxies = [{ address: '10.0.0.1', prefix: 32, family: 'ipv4' }] as const;
  const { access } = accessWith({ rateLimitRpsPerClient: 1, trustedProxies });
  const ask = (client: string): void =>
    void access.enter(knock(access, { 'x-forwarded-for': client }, '::ffff:10.0.0.1'));
  ask('203.0.113.1');
  ask('203.0.113.2');
  expect(() => ask('203.0.113.1')).toThrow(TooManyRequests);
});

test('all of them together have a limit as well, and a refusal costs its client nothing', () => {
  const { access, clock } = accessWith({ rateLimitRps: 5, rateLimitRpsPerClient: 4 });
  expect(entriesOf(access, undefined, '10.0.0.1')).toBe(4);
  expect(entriesOf(access, undefined, '10.0.0.2')).toBe(1);
  clock.ms += 200;
  expect(entriesOf(access, undefined, '10.0.0.2')).toBe(1);
});

test('a refusal of one client takes nothing from the others', () => {
  const { access } = accessWith({ rateLimitRps: 3, rateLimitRpsPerClient: 1 });
  expect(entriesOf(access, undefined, '10.0.0.1')).toBe(1);
  expect(entriesOf(access, undefined, '10.0.0.2')).toBe(1);
  expect(entriesOf(access, undefined, '10.0.0.3')).toBe(1);
  expect(entriesOf(access, undefined, '10.0.0.4')).toBe(0);
});

test('both limits are told apart by what they say', () => {
  const { access } = accessWith({ rateLimitRps: 2, rateLimitRpsPerClient: 1 });
  const ask = (remote: string): void => void access.enter(knock(access, {}, remote));
  ask('10.0.0.1');
  expect(() => ask('10.0.0.1')).toThrow(
    'More than 1 requests a second of one client (RATE_LIMIT_RPS_PER_CLIENT).',
  );
  ask('10.0.0.2');
  expect(() => ask('10.0.0.3')).toThrow('More than 2 requests a second (RATE_LIMIT_RPS).');
});

test('who guesses keys is limited as well, and does not lock out who has one', () => {
  const { access, clock } = accessWith({ predictApiKey: ['a'], rateLimitRpsPerClient: 2 });
  const guess = (): unknown => access.knock({ 'x-api-key': 'guess' }, '10.0.0.1');
  expect(guess).toThrow(Unauthorized);
  expect(guess).toThrow(Unauthorized);
  expect(guess).toThrow(TooManyRequests);
  expect(entriesOf(access, 'a', '10.0.0.1')).toBe(2);
  clock.ms += 500;
  expect(guess).toThrow(Unauthorized);
});

test('without a limit for each client, a wrong key is just that', () => {
  const { access } = accessWith({ predictApiKey: ['a'] });
  for (let i = 0; i < 100; i++) expect(() => access.knock({}, '10.0.0.1')).toThrow(Unauthorized);
});

test('where requests are counted elsewhere, the caller waits for the answer', async () => {
  const asked: unknown[] = [];
  const elsewhere: Quota = {
    ask: (question, client) => {
      asked.push([question, client]);
      return Promise.resolve(question === 'may ask' ? null : 'one');
    },
  };
  const rules = { predictApiKey: ['a'], rateLimitRps: 9, rateLimitRpsPerClient: 3, trustedProxies: [] };
  const access = new Access(rules, elsewhere);
  const caller = await access.knock({ 'x-api-key': 'a' }, '10.0.0.1');
  await expect(access.enter(caller)).rejects.toThrow('More than 3 requests a second of one client');
  await expect(access.knock({ 'x-api-key': 'guess' }, '10.0.0.1')).rejects.toThrow(TooManyRequests);
  expect(asked).toEqual([
    ['may ask', 'key 1'],
    ['asks', 'key 1'],
    ['guesses', '10.0.0.1'],
  ]);
});
