import { eventsByUser } from '../../splits/events-by-user';
import { leaveLastOut } from '../../splits/leave-last-out';
import { sampleEventLog, type EventLog } from './event-log';

const SMALL = { seed: 5, users: 400, items: 600, events: 30_000, maxEvents: 300 };
const LOG = sampleEventLog(SMALL);

function tally(values: Uint32Array, length: number): Uint32Array {
  const counts = new Uint32Array(length);
  for (const value of values) counts[value]++;
  return counts;
}

test('the same seed gives the same log, another seed another', () => {
  const textOf = ({ users, items, times }: EventLog) => [users, items, times].join();
  expect(textOf(sampleEventLog(SMALL))).toBe(textOf(LOG));
  expect(textOf(sampleEventLog({ ...SMALL, seed: 6 }))).not.toBe(textOf(LOG));
});

test('without more than a seed the log has the size of MovieLens-100k', () => {
  const { users, items, userCount, itemCount } = sampleEventLog({ seed: 1 });
  expect([userCount, itemCount, users.length, items.length]).toEqual([943, 1682, 100_000, 100_000]);
  const perUser = tally(users, userCount).sort();
  expect(perUser[0]).toBeGreaterThanOrEqual(20);
  expect(perUser[userCount - 1]).toBeGreaterThan(400);
  expect(perUser[userCount - 1]).toBeLessThanOrEqual(700);
  expect(perUser[userCount >> 1]).toBeLessThan(90);
});

test('events stand by time, and no user meets an item twice', () => {
  expect(LOG.times.every((time, row) => row === 0 || time >= LOG.times[row - 1])).toBe(true);
  expect(LOG.times.every(Number.isInteger)).toBe(true);
  const pairs = new Set(Array.from(LOG.users, (user, row) => user * LOG.itemCount + LOG.items[row]));
  expect(pairs.size).toBe(SMALL.events);
});

test('popularity is long-tailed, whatever the number of an item', () => {
  const counts = tally(LOG.items, LOG.itemCount);
  const falling = counts.slice().sort().reverse();
  const share = (from: number, to: number) =>
    falling.subarray(from, to).reduce((sum, count) => sum + count, 0) / SMALL.events;
  expect(share(0, 60)).toBeGreaterThan(0.22);
  expect(share(300, 600)).toBeLessThan(0.25);
  const half = counts.subarray(0, 300).reduce((sum, count) => sum + count, 0) / SMALL.events;
  expect(Math.abs(half - 0.5)).toBeLessThan(0.15);
});

test('interests drift: events near in time share their group more often than those far apart', () => {
  const { offsets, indices } = eventsByUser(LOG);
  const sharing = (distance: number) => {
    let [same, all] = [0, 0];
    for (let user = 0; user < LOG.userCount; user++) {
      for (let i = offsets[user]; i + distance < offsets[user + 1]; i++, all++) {
        const groups = [i, i + distance].map(place => LOG.groupOfItem[LOG.items[indices[place]]]);
        if (groups[0] === groups[1]) same++;
      }
    }
    return same / all;
  };
  expect(sharing(1)).toBeGreaterThan(1.2 * sharing(50));
  // By chance one pair in twenty would.
  expect(sharing(50)).toBeGreaterThan(1.4 / 20);
});

/** Recall among twenty items of the last event of each user, where what the user has had is left out. */
function recallAt20(log: EventLog, scoresOf: (history: readonly number[]) => Float64Array): number {
  const { train, validation } = leaveLastOut(log);
  const { offsets, indices } = eventsByUser(log, train);
  const found = validation.filter(row => {
    const user = log.users[row];
    const history = [...indices.subarray(offsets[user], offsets[user + 1])].map(event => log.items[event]);
    const scores = scoresOf(history);
    for (const item of history) scores[item] = -1;
    return scores.filter(score => score > scores[log.items[row]]).length < 20;
  });
  return found.length / validation.length;
}

test('popularity finds something of what comes next, neighbours of the last items clearly more', () => {
  const { train } = leaveLastOut(LOG);
  const { itemCount } = LOG;
  const counts = tally(
    train.map(row => LOG.items[row]),
    itemCount,
  );
  const byPopularity = recallAt20(LOG, () => Float64Array.from(counts));
  const { offsets, indices } = eventsByUser(LOG, train);
  const together = new Float64Array(itemCount * itemCount);
  for (let user = 0; user < LOG.userCount; user++) {
    const own = indices.subarray(offsets[user], offsets[user + 1]).map(row => LOG.items[row]);
    for (const a of own) for (const b of own) if (a !== b) together[a * itemCount + b]++;
  }
  const byNeighbours = recallAt20(LOG, history => {
    const near = (item: number) =>
      history
        .slice(-10)
        .reduce(
          (sum, event) =>
            sum + together[event * itemCount + item] / Math.sqrt(counts[event] * counts[item] || 1),
          0,
        );
    return Float64Array.from({ length: itemCount }, (_, item) => near(item));
  });
  expect(byPopularity).toBeGreaterThan(0.06);
  expect(byPopularity).toBeLessThan(0.2);
  expect(byNeighbours).toBeGreaterThan(1.4 * byPopularity);
  expect(byNeighbours).toBeLessThan(0.5);
});

test.each([
  [{ events: 7_999 }, '400 users with 20 to 300 events each cannot have 7999 together.'],
  [{ events: 120_001 }, '400 users with 20 to 300 events each cannot have 120001 together.'],
  [{ maxEvents: 600 }, 'Of 600 items nobody meets 600 in turn; make maxEvents smaller.'],
  [{ groups: 601 }, '600 items do not fill 601 groups.'],
])('a log that cannot be: %j', (part, message) => {
  expect(() => sampleEventLog({ ...SMALL, ...part })).toThrow(message);
});

test('users can be given as many events as they may have', () => {
  const { users } = sampleEventLog({ seed: 1, users: 3, items: 40, events: 90, minEvents: 5, maxEvents: 30 });
  expect([...tally(users, 3)]).toEqual([30, 30, 30]);
});
