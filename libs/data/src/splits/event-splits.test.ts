import fc from 'fast-check';
import { eventsByUser } from './events-by-user';
import { leaveLastOut } from './leave-last-out';
import { splitByTime } from './split-by-time';

/** Few times, so that most events of a user share theirs with another. */
const events = fc
  .array(fc.record({ user: fc.integer({ min: -1, max: 6 }), time: fc.integer({ min: -3, max: 3 }) }), {
    maxLength: 60,
  })
  .map(rows => ({ users: Int32Array.from(rows, ({ user }) => user), times: rows.map(({ time }) => time) }));

const allRows = (length: number): number[] => Array.from({ length }, (_, row) => row);

test('the rows of a user are those of the user, oldest first, ties in the order of the rows', () =>
  fc.assert(
    fc.property(events, fc.func(fc.boolean()), ({ users, times }, takes) => {
      const rows = Uint32Array.from(allRows(users.length).filter(row => takes(row))).reverse();
      const { offsets, indices } = eventsByUser({ users, times }, rows);
      expect(offsets.length).toBe(Math.max(-1, ...users) + 2);
      for (let user = 0; user + 1 < offsets.length; user++) {
        expect([...indices.subarray(offsets[user], offsets[user + 1])]).toEqual(
          allRows(users.length)
            .filter(row => takes(row) && users[row] === user)
            .sort((a, b) => times[a] - times[b]),
        );
      }
      expect(offsets[offsets.length - 1]).toBe(indices.length);
    }),
  ));

test('leaving the last out holds out of each user what comes last, and nothing of it is trained on', () =>
  fc.assert(
    fc.property(
      events,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 6 }),
      ({ users, times }, held, minEvents) => {
        const { train, validation } = leaveLastOut({ users, times }, held, minEvents);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(allRows(users.length));
        expect(train).toEqual(train.slice().sort());
        expect(validation).toEqual(validation.slice().sort());
        for (const user of new Set(users)) {
          const own = allRows(users.length).filter(row => users[row] === user);
          const heldOut = [...validation].filter(row => users[row] === user);
          const isSplit = user >= 0 && own.length >= minEvents;
          expect(heldOut).toHaveLength(isSplit ? Math.min(held, own.length) : 0);
          for (const earlier of [...train].filter(row => users[row] === user)) {
            for (const later of heldOut) {
              expect(
                times[earlier] < times[later] || (times[earlier] === times[later] && earlier < later),
              ).toBe(true);
            }
          }
        }
      },
    ),
  ));

test('unless told otherwise, a user with one event is learnt from and not asked', () => {
  const split = leaveLastOut({ users: [0, 1, 1, 1, 2], times: [5, 9, 7, 9, 1] });
  expect([...split.validation]).toEqual([3]);
  expect([...split.train]).toEqual([0, 1, 2, 4]);
});

test('a split by time trains on nothing that is as late as what is held out, and meets the share', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 100 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (times, fraction) => {
        fc.pre(new Set(times).size > 1);
        const { train, validation } = splitByTime(times, fraction);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(allRows(times.length));
        expect(train).toEqual(train.slice().sort());
        expect(validation).toEqual(validation.slice().sort());
        const timesOf = (rows: Uint32Array) => [...rows].map(row => times[row]);
        expect(Math.max(...timesOf(train))).toBeLessThan(Math.min(...timesOf(validation)));
        // No other border between two times comes nearer to the share, but for the rounding to whole rows.
        const distance = (count: number) => Math.abs(count - times.length * fraction);
        const possible = [...new Set(times)].map(start => times.filter(time => time >= start).length);
        const nearest = Math.min(...possible.filter(count => count < times.length).map(distance));
        expect(distance(validation.length)).toBeLessThanOrEqual(nearest + 1);
      },
    ),
  ));

test('what cannot be split by time', () => {
  expect(() => splitByTime([4, 4, 4], 0.5)).toThrow('All events have the time 4');
  expect(() => splitByTime([1, NaN], 0.5)).toThrow('The time of row 1 is NaN; expected a finite number.');
  expect(() => splitByTime([1, 2], 1)).toThrow(RangeError);
  expect(() => leaveLastOut({ users: [0, 0], times: [Infinity, 1] })).toThrow(
    'The time of row 0 is Infinity',
  );
});
