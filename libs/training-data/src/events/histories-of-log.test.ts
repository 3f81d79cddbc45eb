import fc from 'fast-check';
import { historiesOfLog } from './histories-of-log';

const event = fc.record({
  user: fc.integer({ min: -1, max: 4 }),
  item: fc.integer({ min: 0, max: 5 }),
  time: fc.integer({ min: 0, max: 6 }),
});

test('a history is what the user did before, the latest of it, whatever the order of the rows', () =>
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (log, most) => {
        const { offsets, codes } = historiesOfLog(
          { codes: Int32Array.from(log, ({ item }) => item), values: ['a', 'b', 'c', 'd', 'e', 'f'] },
          {
            users: Int32Array.from(log, ({ user }) => user),
            times: Float64Array.from(log, ({ time }) => time),
          },
          most,
        );
        log.forEach(({ user, time }, row) => {
          const earlier = log
            .map((other, i) => ({ ...other, i }))
            .filter(other => user >= 0 && other.user === user)
            .filter(other => other.time < time || (other.time === time && other.i < row))
            .sort((a, b) => a.time - b.time || a.i - b.i);
          expect([...codes.subarray(offsets[row], offsets[row + 1])]).toEqual(
            earlier.slice(-most).map(({ item }) => item),
          );
        });
      },
    ),
  ));

test('rows are in their order where no times are known', () => {
  const { offsets, codes } = historiesOfLog(
    { codes: Int32Array.of(0, 1, 2, 3), values: ['a', 'b', 'c', 'd'] },
    { users: Int32Array.of(0, 1, 0, 0), times: null },
    50,
  );
  expect([...offsets]).toEqual([0, 0, 0, 1, 3]);
  expect([...codes]).toEqual([0, 0, 2]);
});
