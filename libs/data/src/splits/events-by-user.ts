import { checkTimes } from './split';

/** What users did, a row each. */
export interface Events {
  /** The number of the user, as in a column of categories; below 0 for a row without one, [rows]. */
  readonly users: ArrayLike<number>;
  /** Finite, in any unit; of equal times the earlier row comes first, [rows]. */
  readonly times: ArrayLike<number>;
}

/** Rows of each user, end to end: `indices[offsets[user]]` up to `indices[offsets[user + 1]]`. */
export interface RowLists {
  /** [users + 1] */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
}

/**
 * The rows of each user, oldest first.
 *
 * @param rows those that count, each once; all of them unless given
 * @throws RangeError for a time that is not finite
 */
export function eventsByUser({ users, times }: Events, rows?: Uint32Array): RowLists {
  checkTimes(times);
  const counted = (
    rows?.slice().sort() ?? Uint32Array.from({ length: users.length }, (_, row) => row)
  ).filter(row => users[row] >= 0);
  const offsets = new Uint32Array(userCount(users) + 1);
  for (const row of counted) offsets[users[row] + 1]++;
  for (let user = 1; user < offsets.length; user++) offsets[user] += offsets[user - 1];
  const next = offsets.slice();
  const indices = new Uint32Array(counted.length);
  for (const row of counted) indices[next[users[row]]++] = row;
  for (let user = 0; user + 1 < offsets.length; user++) {
    const own = indices.subarray(offsets[user], offsets[user + 1]);
    if (!isInOrder(own, times)) own.sort((a, b) => times[a] - times[b] || a - b);
  }
  return { offsets, indices };
}

function userCount(users: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < users.length; row++) count = Math.max(count, users[row] + 1);
  return count;
}

function isInOrder(rows: Uint32Array, times: ArrayLike<number>): boolean {
  return rows.every((row, i) => i === 0 || times[rows[i - 1]] <= times[row]);
}
