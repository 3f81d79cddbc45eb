import fc from 'fast-check';
import { CannotSplit } from '@reckit/data';
import { BadTrainingRun } from '../../run/errors';
import { checkHoldOut, holdOut, holdOutRule, type HoldOutFlags } from './hold-out';

const event = fc.record({
  user: fc.integer({ min: -1, max: 5 }),
  time: fc.integer({ min: 0, max: 9 }),
  canBeHeld: fc.boolean(),
});
const log = fc
  .array(event, { minLength: 12, maxLength: 60 })
  .filter(events => events.filter(({ canBeHeld }) => canBeHeld).length >= 10);

const ROLES = { user: 'user', time: 'time' };

function split(
  how: HoldOutFlags['holdOut'],
  events: readonly { user: number; time: number; canBeHeld: boolean }[],
) {
  const rows = Uint32Array.from(events.keys()).filter(row => events[row].canBeHeld);
  const users = Int32Array.from(events, ({ user }) => user);
  const times = Float64Array.from(events, ({ time }) => time);
  const groups = { codes: users, values: Array.from({ length: 6 }, (_, user) => `u${user}`) };
  const rule = holdOutRule({ holdOut: how, seed: 7 }, ROLES);
  const table = { rowCount: events.length, times, groups, splitGroups: groups };
  return { rows, ...holdOut(rule, 'log.csv', table, rows) };
}

test.each(['last', 'random'] as const)('%s parts the rows, and holds out a fifth at most', how =>
  fc.assert(
    fc.property(log, events => {
      const { rows, train, validation } = split(how, events);
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...rows]);
      expect(validation.length).toBeGreaterThan(0);
      expect(validation.length).toBeLessThanOrEqual(Math.ceil(rows.length / 5));
    }),
  ),
);

test('of a user whose last row is held out nothing later is learnt', () =>
  fc.assert(
    fc.property(log, events => {
      const { train, validation } = split('last', events);
      const users = new Set(
        events.filter(({ user, canBeHeld }) => user >= 0 && canBeHeld).map(({ user }) => user),
      );
      const repeated = [...users].some(
        user => events.filter(other => other.user === user && other.canBeHeld).length > 1,
      );
      if (!repeated) return;
      for (const row of validation) {
        const { user, time } = events[row];
        expect(user).toBeGreaterThanOrEqual(0);
        for (const other of train) {
          if (events[other].user !== user) continue;
          expect(events[other].time < time || (events[other].time === time && other < row)).toBe(true);
        }
      }
    }),
  ));

test('by time, nothing that is learnt is later than what is held out', () =>
  fc.assert(
    fc.property(log, events => {
      fc.pre(new Set(events.filter(({ canBeHeld }) => canBeHeld).map(({ time }) => time)).size > 1);
      const { train, validation } = split('time', events);
      expect(validation.length).toBeGreaterThan(0);
      const latest = Math.max(...Array.from(train, row => events[row].time));
      for (const row of validation) expect(events[row].time).toBeGreaterThanOrEqual(latest);
    }),
  ));

test('by group, no user is on both sides', () =>
  fc.assert(
    fc.property(log, events => {
      const known = events.filter(({ user, canBeHeld }) => user >= 0 && canBeHeld);
      fc.pre(new Set(known.map(({ user }) => user)).size > 1);
      const { rows, train, validation } = split('group', events);
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...rows]);
      const held = new Set(Array.from(validation, row => events[row].user));
      expect(held.size).toBeGreaterThan(0);
      for (const row of train) expect(held.has(events[row].user)).toBe(false);
    }),
  ));

test('with none, all are learnt from', () => {
  const events = Array.from({ length: 4 }, (_, time) => ({ user: 0, time, canBeHeld: true }));
  expect(split('none', events)).toMatchObject({
    train: Uint32Array.of(0, 1, 2, 3),
    validation: new Uint32Array(),
  });
});

const allOf = (rowCount: number) => Uint32Array.from({ length: rowCount }, (_, row) => row);

test('where users are not known, or each has one row, a fifth is held out at random', () => {
  const rows = allOf(20);
  const own = { codes: Int32Array.from(rows), values: Array.from(rows, String) };
  for (const groups of [null, own]) {
    const rule = holdOutRule({ holdOut: 'last', seed: 1 }, { user: groups && 'user', time: null });
    const table = { rowCount: 20, times: null, groups, splitGroups: null };
    expect(holdOut(rule, 'log.csv', table, rows).validation).toHaveLength(4);
  }
});

test('the share is the most that is held out', () => {
  const groups = {
    codes: Int32Array.from({ length: 40 }, (_, row) => row % 20),
    values: [...Array(20).keys()].map(String),
  };
  const table = { rowCount: 40, times: null, groups, splitGroups: null };
  const held = (validShare: number) => {
    const rule = holdOutRule({ holdOut: 'last', validShare, seed: 1 }, { user: 'user', time: null });
    return holdOut(rule, 'log.csv', table, allOf(40)).validation;
  };
  expect([...held(0.1)]).toHaveLength(4);
  expect([...held(0.9)]).toEqual([...allOf(40).slice(20)]);
  for (const row of held(0.1)) expect(row).toBeGreaterThanOrEqual(20);
});

test('rows that all have one time cannot be parted by it', () => {
  const rule = holdOutRule({ holdOut: 'time', seed: 1 }, { user: null, time: 'at' });
  const table = { rowCount: 3, times: new Float64Array(3), groups: null, splitGroups: null };
  expect(() => holdOut(rule, 'log.csv', table, allOf(3))).toThrow(
    new CannotSplit(
      'log.csv',
      'column at: all rows have the same time, so that none is later than another. Give more rows, or hold out any at random.',
    ),
  );
});

test('groups need a column', () => {
  const rule = (groupCol?: string) =>
    holdOutRule(
      { holdOut: 'group', seed: 1, ...(groupCol !== undefined && { groupCol }) },
      { user: null, time: null },
    );
  expect(rule).toThrow(
    new BadTrainingRun('--hold-out group needs to know by which column: give --group-col NAME.'),
  );
  expect(rule('session')).toEqual({ rule: 'group', share: 0.2, seed: 1, column: 'session' });
});

test.each([
  [
    { holdOut: 'none', validShare: 0.1 },
    '--hold-out none holds nothing out, so --valid-share has nothing to say: leave one of them out.',
  ],
  [
    { holdOut: 'last', groupCol: 'user' },
    '--group-col is read with --hold-out group alone: add that, or leave it out.',
  ],
] as const)('%j do not go together', (flags, message) => {
  expect(() => checkHoldOut(flags)).toThrow(new BadTrainingRun(message));
});
