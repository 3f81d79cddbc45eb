import { readTable, textValues, type EventLog } from '@reckit/data';
import { BenchError } from '../errors';

/**
 * Reads who met what, and when, from a CSV or TSV file with the columns `user_id`, `item_id` and `time`.
 *
 * @throws DataError, BenchError for a row without a user, an item or a time
 */
export async function readEvents(file: string): Promise<EventLog> {
  const names = ['user_id', 'item_id', 'time'] as const;
  const table = await readTable(file, { columns: names.map(name => ({ name, kind: 'text' })) });
  const [userIds, itemIds, timeTexts] = names.map(name => textValues(table, name));
  const users = numbered(file, 'user_id', userIds);
  const items = numbered(file, 'item_id', itemIds);
  const times = Float64Array.from(timeTexts, (text, row) => {
    const time = text === null || text.trim() === '' ? NaN : Number(text);
    if (Number.isFinite(time)) return time;
    throw new BenchError(`${file}: row ${row + 1} has no number in the column time.`);
  });
  const order = Uint32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  return {
    userCount: users.count,
    itemCount: items.count,
    groupCount: 1,
    users: order.map(row => users.numbers[row]),
    items: order.map(row => items.numbers[row]),
    times: Float64Array.from(order, row => times[row]),
    groupOfItem: new Uint32Array(items.count),
  };
}

/** Numbers from 0 in place of ids. */
function numbered(file: string, column: string, ids: readonly (string | null)[]) {
  const known = new Map<string, number>();
  const numbers = Uint32Array.from(ids, (id, row) => {
    if (id === null || id === '') throw new BenchError(`${file}: row ${row + 1} has no ${column}.`);
    const number = known.get(id) ?? known.size;
    known.set(id, number);
    return number;
  });
  return { numbers, count: known.size };
}
