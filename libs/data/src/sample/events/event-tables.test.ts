import { eventTable, historyTable } from './event-tables';
import { sampleEventLog } from './event-log';

const LOG = sampleEventLog({
  seed: 2,
  users: 30,
  items: 60,
  events: 600,
  minEvents: 3,
  maxEvents: 40,
  groups: 22,
});

function columns(table: ReturnType<typeof eventTable>): Record<string, readonly (string | number)[]> {
  return Object.fromEntries(table.columns.map(({ name, values }) => [name, [...values]]));
}

test('a row an event, by rising time, whose item shows its group', () => {
  const { user_id, item_id, time } = columns(eventTable(LOG));
  expect(user_id.map(id => Number(String(id).slice(1)) - 1)).toEqual([...LOG.users]);
  expect(time).toEqual([...LOG.times]);
  expect(new Set(item_id).size).toBe(new Set(LOG.items).size);
  const groupOf = new Map(
    item_id.map((id, row) => [String(id).split('_')[0], LOG.groupOfItem[LOG.items[row]]]),
  );
  expect(item_id.map(id => groupOf.get(String(id).split('_')[0]))).toEqual(
    Array.from(LOG.items, item => LOG.groupOfItem[item]),
  );
  expect(groupOf.get('books2')).toBe(20);
});

test('a history is what the user met before the target, the latest last', () => {
  const { user_id, item_id, time } = columns(eventTable(LOG));
  const rows = columns(historyTable(LOG, 5));
  expect(rows.user_id).toHaveLength(LOG.users.length - LOG.userCount);
  const met = new Map<unknown, (string | number)[]>();
  const expected = item_id.flatMap((item, event) => {
    const before = met.get(user_id[event]) ?? [];
    met.set(user_id[event], [...before, item]);
    return before.length === 0 ? [] : [[user_id[event], before.slice(-5).join(','), item, time[event]]];
  });
  expect(
    rows.user_id.map((user, row) => [user, rows.history[row], rows.target_item_id[row], rows.time[row]]),
  ).toEqual(expected);
});
