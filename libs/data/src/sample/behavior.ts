import { createRandom } from '../random';
import { itemNames } from './item-names';
import { membersOf } from './members-of';
import type { SampleOptions, SampleTable } from './sample-table';

const ITEMS = 200;
const GROUPS = 10;
const [FEWEST_EVENTS, MOST_EVENTS] = [5, 50];
/** Share of a sequence that is of the group that its user likes. */
const OF_ONE_GROUP = 0.85;

/**
 * What users met, one after the other. Every user likes one hidden group of items, and most of what a user meets is of it,
 * with repetitions. Ids show the group.
 *
 * Columns: `user_id` and `sequence` (5 to 50 ids with commas between them, the latest last); a row for each user.
 */
export function sampleBehaviorData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const groupOfItem = random.shuffle(Uint32Array.from({ length: ITEMS }, (_, item) => item % GROUPS));
  const names = itemNames(groupOfItem);
  const members = membersOf(groupOfItem, GROUPS);
  const sequences = Array.from({ length: rows }, () => {
    const own = members[random.integer(0, GROUPS - 1)];
    const events = random.integer(FEWEST_EVENTS, MOST_EVENTS);
    return Array.from({ length: events }, () =>
      random.uniform() < OF_ONE_GROUP
        ? names[own[random.integer(0, own.length - 1)]]
        : names[random.integer(0, ITEMS - 1)],
    ).join(',');
  });
  return {
    rowCount: rows,
    columns: [
      { name: 'user_id', values: sequences.map((_, user) => `u${user + 1}`) },
      { name: 'sequence', values: sequences },
    ],
  };
}
