import { createRandom, type Random } from '../../random';
import { itemNames } from '../item-names';
import { membersOf } from '../members-of';
import type { SampleOptions, SampleTable } from '../sample-table';

const USERS = 500;
const ITEMS = 200;
const GROUPS = 10;
const GENDERS = 3;
const [YOUNGEST, OLDEST] = [18, 59];
const LONGEST_HISTORY = 50;
/** Share of a history that is of the group that its user likes. */
const OF_ONE_GROUP = 0.85;
/** Share of users whose age tells what they like, so that there is something to give to one without a history. */
const BY_AGE = 0.7;

/**
 * What users met, and what they met next. Every user likes one hidden group of items: histories of 1 to 50 items are
 * mostly of it, with repetitions, and the target always is. Ids show the group.
 *
 * Columns: `user_id`, `user_age`, `user_gender`, `history` (ids with commas between them, the latest last) and
 * `target_item_id`.
 */
export function sampleYoutubeDnnData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const ages = Float64Array.from({ length: USERS }, () => random.integer(YOUNGEST, OLDEST));
  const genders = Float64Array.from({ length: USERS }, () => random.integer(0, GENDERS - 1));
  const groupOfUser = Uint32Array.from(ages, age => groupFor(age, random));
  const groupOfItem = random.shuffle(Uint32Array.from({ length: ITEMS }, (_, item) => item % GROUPS));
  const names = itemNames(groupOfItem);
  const members = membersOf(groupOfItem, GROUPS);
  const drawOf = (group: number): string => {
    const own = members[group];
    return names[own[random.integer(0, own.length - 1)]];
  };
  const users = Uint32Array.from({ length: rows }, () => random.integer(0, USERS - 1));
  const histories = Array.from(users, user =>
    Array.from({ length: random.integer(1, LONGEST_HISTORY) }, () =>
      random.uniform() < OF_ONE_GROUP ? drawOf(groupOfUser[user]) : names[random.integer(0, ITEMS - 1)],
    ).join(','),
  );
  return {
    rowCount: rows,
    columns: [
      { name: 'user_id', values: Array.from(users, user => `u${user + 1}`) },
      { name: 'user_age', values: Float64Array.from(users, user => ages[user]) },
      { name: 'user_gender', values: Float64Array.from(users, user => genders[user]) },
      { name: 'history', values: histories },
      { name: 'target_item_id', values: Array.from(users, user => drawOf(groupOfUser[user])) },
    ],
  };
}

function groupFor(age: number, random: Random): number {
  return random.uniform() < BY_AGE
    ? Math.floor(((age - YOUNGEST) * GROUPS) / (OLDEST - YOUNGEST + 1))
    : random.integer(0, GROUPS - 1);
}
