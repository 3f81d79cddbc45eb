import { eventsByUser } from '@reckit/data';
import type { IndexLists } from '@reckit/evaluation';
import type { WhoAndWhen } from './who-and-when';

/** Whether what a query has behind it is left out of what it is given. */
export type SeenItems = 'auto' | 'exclude' | 'keep';

/** Where fewer than this share of the rows to be found repeat something, users do not come back to an item. */
const REPEATS = 0.01;

/** @param targets - the item that each query should find */
export function excludesSeen(setting: SeenItems, targets: Uint32Array, histories: IndexLists): boolean {
  if (setting !== 'auto') return setting === 'exclude';
  let repeats = 0;
  targets.forEach((target, query) => {
    if (listOf(histories, query).includes(target)) repeats++;
  });
  return repeats < REPEATS * targets.length;
}

/** The items of each user in some rows, oldest first; no lists where users are not known. */
export function itemsOfUsers(
  rows: Uint32Array,
  { users, times }: WhoAndWhen,
  itemOfRow: Uint32Array,
): IndexLists {
  if (!users) return { offsets: Uint32Array.of(0), indices: new Uint32Array() };
  const { offsets, indices } = eventsByUser({ users, times: times ?? Float64Array.from(users.keys()) }, rows);
  return { offsets, indices: indices.map(row => itemOfRow[row]) };
}

/** For each of some rows the list of its user, or none. */
export function listsOfRows(rows: Uint32Array, users: Int32Array | null, lists: IndexLists): IndexLists {
  const own = Array.from(rows, row => {
    const user = users?.[row] ?? -1;
    return user < 0 ? new Uint32Array() : listOf(lists, user);
  });
  return listsFrom(own);
}

/** Lists as the arrays that hold them one after another. */
export function listsFrom(lists: readonly Uint32Array[]): IndexLists {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => (offsets[i + 1] = offsets[i] + list.length));
  const indices = new Uint32Array(offsets[lists.length]);
  lists.forEach((list, i) => indices.set(list, offsets[i]));
  return { offsets, indices };
}

/** How often each item is in some rows, [items]. */
export function countsOfItems(rows: Uint32Array, itemOfRow: Uint32Array, itemCount: number): Uint32Array {
  const counts = new Uint32Array(itemCount);
  for (const row of rows) counts[itemOfRow[row]]++;
  return counts;
}

function listOf({ offsets, indices }: IndexLists, row: number): Uint32Array {
  return indices.subarray(offsets[row], offsets[row + 1]);
}
