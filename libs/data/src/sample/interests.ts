import { createRandom } from '../random';
import { itemNames, themeOf } from './item-names';
import { membersOf } from './members-of';
import type { SampleOptions, SampleTable } from './sample-table';

const USERS = 400;
const ITEMS = 200;
const CATEGORIES = 20;
/** Categories of items that a user is interested in. */
const INTERESTS = 3;
const LONGEST_HISTORY = 20;
/** Share of what is shown that is of a category from the history. */
const FAMILIAR = 0.4;
const GENDERS = 3;
const [YOUNGEST, OLDEST] = [18, 59];

/**
 * What users bought, what they are shown, and whether they click it. Everyone has several interests, and a history of all
 * of them, so that hardly a part of it has to do with what is shown: a click is likely where something of the history is of
 * the same category, and unlikely else.
 *
 * Columns: `user_id`, `user_age`, `user_gender`, `item_id`, its `category`, `history` (the categories of what was bought, `|` between them,
 * the latest last) and `label`.
 */
export function sampleInterestData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const ages = Float64Array.from({ length: USERS }, () => random.integer(YOUNGEST, OLDEST));
  const genders = Float64Array.from({ length: USERS }, () => random.integer(0, GENDERS - 1));
  const interests = Array.from({ length: USERS }, () =>
    Array.from({ length: INTERESTS }, () => random.integer(0, CATEGORIES - 1)),
  );
  const categoryOfItem = random.shuffle(Uint32Array.from({ length: ITEMS }, (_, item) => item % CATEGORIES));
  const names = itemNames(categoryOfItem);
  const members = membersOf(categoryOfItem, CATEGORIES);
  const oneOf = <Value>(values: ArrayLike<Value>): Value => values[random.integer(0, values.length - 1)];

  const users = Uint32Array.from({ length: rows }, () => random.integer(0, USERS - 1));
  const labels = new Float64Array(rows);
  const shown: number[] = [];
  const histories = Array.from(users, (user, row) => {
    const events = Array.from({ length: random.integer(INTERESTS, LONGEST_HISTORY) }, () =>
      oneOf(interests[user]),
    );
    const category = random.uniform() < FAMILIAR ? oneOf(events) : random.integer(0, CATEGORIES - 1);
    labels[row] = random.uniform() < (events.includes(category) ? 0.8 : 0.1) ? 1 : 0;
    shown.push(oneOf(members[category]));
    return events.map(themeOf).join('|');
  });
  return {
    rowCount: rows,
    columns: [
      { name: 'user_id', values: Array.from(users, user => `u${user + 1}`) },
      { name: 'user_age', values: Float64Array.from(users, user => ages[user]) },
      { name: 'user_gender', values: Float64Array.from(users, user => genders[user]) },
      { name: 'item_id', values: shown.map(item => names[item]) },
      { name: 'category', values: shown.map(item => themeOf(categoryOfItem[item])) },
      { name: 'history', values: histories },
      { name: 'label', values: labels },
    ],
  };
}
