import fc from 'fast-check';
import { BadTrainingRun } from '../../run/errors';
import { holdOut } from './hold-out';

const event = fc.record({
  user: fc.integer({ min: -1, max: 5 }),
  time: fc.integer({ min: 0, max: 9 }),
  canBeHeld: fc.boolean(),
});
const log = fc
  .array(event, { minLength: 12, maxLength: 60 })
  .filter(events => events.filter(({ canBeHeld }) => canBeHeld).length >= 10);

function split(
  how: 'last' | 'time' | 'random',
  events: readonly { user: number; time: number; canBeHeld: boolean }[],
) {
  const rows = Uint32Array.from(events.keys()).filter(row => events[row].canBeHeld);
  const users = Int32Array.from(events, ({ user }) => user);
  const times = Float64Array.from(events, ({ time }) => time);
  return { rows, ...holdOut(how, rows, { users, times }, 7) };
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

test('where users are not known, or each has one row, a fifth is held out at random', () => {
  const rows = Uint32Array.from({ length: 20 }, (_, row) => row);
  for (const users of [null, Int32Array.from(rows)]) {
    expect(holdOut('last', rows, { users, times: null }, 1).validation).toHaveLength(4);
  }
});

test('rows that all have one time cannot be parted by it', () => {
  const rows = Uint32Array.of(0, 1, 2);
  const split = () => holdOut('time', rows, { users: null, times: new Float64Array(3) }, 1);
  expect(split).toThrow(BadTrainingRun);
  expect(split).toThrow('All rows have the same time');
});
