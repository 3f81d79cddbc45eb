import { createRandom } from '../../random';
import { itemNames } from '../item-names';
import type { SampleOptions, SampleTable } from '../sample-table';
import { labelledPairs } from './labelled-pairs';

const USERS = 500;
const ITEMS = 180;
const GENDERS = 3;
const AGE_BANDS = 3;
const GROUPS = AGE_BANDS * GENDERS;
const [YOUNGEST, OLDEST] = [18, 59];

/**
 * Likes for two towers. Users of each third of the ages and each gender like one group of items, and the groups lie
 * apart by click rate, purchase rate and price, so that the features alone tell who likes what. Ids stand beside them.
 *
 * Columns: `user_id`, `item_id`, `user_age`, `user_gender`, `item_ctr`, `item_cvr`, `item_price` and `label`.
 */
export function sampleTwoTowerData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const ages = Float64Array.from({ length: USERS }, () => random.integer(YOUNGEST, OLDEST));
  const genders = Float64Array.from({ length: USERS }, () => random.integer(0, GENDERS - 1));
  const groupOfUser = Uint32Array.from(ages, (age, user) => bandOf(age) * GENDERS + genders[user]);
  const groupOfItem = random.shuffle(Uint32Array.from({ length: ITEMS }, (_, item) => item % GROUPS));
  // Steps of 4 and 7 groups, so that neighbours by one feature are far apart by the others.
  const near = (group: number, step: number, spread: number) =>
    ((group * step) % GROUPS) / (GROUPS - 1) + random.normal(0, spread);
  const ctrs = Float64Array.from(groupOfItem, group => rounded(0.06 + 0.4 * near(group, 4, 0.03), 4));
  const cvrs = Float64Array.from(groupOfItem, group => rounded(0.012 + 0.08 * near(group, 7, 0.03), 4));
  const prices = Float64Array.from(groupOfItem, group => rounded(20 + 170 * near(group, 1, 0.02), 2));
  const {
    left: users,
    right: items,
    labels,
  } = labelledPairs(
    { rows, groupCount: GROUPS, groupOfLeft: groupOfUser, groupOfRight: groupOfItem },
    random,
  );
  const names = itemNames(groupOfItem);
  return {
    rowCount: rows,
    columns: [
      { name: 'user_id', values: Array.from(users, user => `u${user + 1}`) },
      { name: 'item_id', values: Array.from(items, item => names[item]) },
      { name: 'user_age', values: Float64Array.from(users, user => ages[user]) },
      { name: 'user_gender', values: Float64Array.from(users, user => genders[user]) },
      { name: 'item_ctr', values: Float64Array.from(items, item => ctrs[item]) },
      { name: 'item_cvr', values: Float64Array.from(items, item => cvrs[item]) },
      { name: 'item_price', values: Float64Array.from(items, item => prices[item]) },
      { name: 'label', values: labels },
    ],
  };
}

function bandOf(age: number): number {
  return Math.floor(((age - YOUNGEST) * AGE_BANDS) / (OLDEST - YOUNGEST + 1));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
