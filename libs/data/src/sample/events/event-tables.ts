import { eventsByUser } from '../../splits/events-by-user';
import { itemNames } from '../item-names';
import type { SampleTable } from '../sample-table';
import type { EventLog } from './event-log';

const MAX_HISTORY = 50;

/**
 * The log as a file has it, a row an event. Ids of items show the hidden group.
 *
 * Columns: `user_id`, `item_id` and `time` in seconds since 1970.
 */
export function eventTable(log: EventLog): SampleTable {
  const names = itemNames(log.groupOfItem);
  return {
    rowCount: log.users.length,
    columns: [
      { name: 'user_id', values: Array.from(log.users, userName) },
      { name: 'item_id', values: Array.from(log.items, item => names[item]) },
      { name: 'time', values: log.times },
    ],
  };
}

/**
 * The log as a model of sequences learns from it: a row for each event but the first of a user, with what the user met
 * before. Rows are in the order of the log, so that the last row of a user is the user's last event.
 *
 * Columns: `user_id`, `history` (ids with commas between them, the latest last), `target_item_id` and `time`.
 *
 * @param maxHistory items of a history at most, the last ones
 */
export function historyTable(log: EventLog, maxHistory = MAX_HISTORY): SampleTable {
  const names = itemNames(log.groupOfItem);
  const { offsets, indices } = eventsByUser(log);
  const histories = new Array<string>(log.users.length).fill('');
  for (let user = 0; user < log.userCount; user++) {
    const own = indices.subarray(offsets[user], offsets[user + 1]);
    const met = Array.from(own, row => names[log.items[row]]);
    own.forEach((row, i) => (histories[row] = met.slice(Math.max(0, i - maxHistory), i).join(',')));
  }
  const rows = [...histories.keys()].filter(row => histories[row] !== '');
  return {
    rowCount: rows.length,
    columns: [
      { name: 'user_id', values: rows.map(row => userName(log.users[row])) },
      { name: 'history', values: rows.map(row => histories[row]) },
      { name: 'target_item_id', values: rows.map(row => names[log.items[row]]) },
      { name: 'time', values: Float64Array.from(rows, row => log.times[row]) },
    ],
  };
}

function userName(user: number): string {
  return `u${user + 1}`;
}
