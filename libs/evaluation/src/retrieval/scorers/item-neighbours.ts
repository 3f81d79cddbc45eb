import { BestItems } from '../best-items';
import { listOf, type IndexLists } from '../index-lists';

/** The most similar items of an item, best first. */
export interface Neighbours {
  readonly items: Uint32Array;
  /** One for each item, above 0. */
  readonly similarities: Float32Array;
}

/**
 * The nearest items of each item that is asked for, by the cosine of the sets of users who have them:
 * `both(i, j) / sqrt(users(i) · users(j))`.
 *
 * @param baskets distinct items of each user
 * @param users the users of each item: `baskets` turned round
 * @param wanted distinct items
 * @param most neighbours kept of an item
 */
export function* itemNeighbours(
  baskets: IndexLists,
  users: IndexLists,
  wanted: Uint32Array,
  most: number,
): Generator<[item: number, nearest: Neighbours]> {
  const itemCount = users.offsets.length - 1;
  const both = new Uint32Array(itemCount);
  const met = new Uint32Array(itemCount);
  const best = new BestItems(Math.min(most, itemCount));
  for (const item of wanted) {
    const metCount = countTogether(item, baskets, users, both, met);
    for (const other of met.subarray(0, metCount)) {
      if (other !== item)
        best.offer(both[other] / Math.sqrt(usersOf(users, item) * usersOf(users, other)), other);
      both[other] = 0;
    }
    const nearest = { items: new Uint32Array(best.size), similarities: new Float32Array(best.size) };
    best.drain((other, similarity, place) => {
      nearest.items[place] = other;
      nearest.similarities[place] = similarity;
    });
    yield [item, nearest];
  }
}

/** Counts the users that an item shares with every other one; returns how many items it has met. */
function countTogether(
  item: number,
  baskets: IndexLists,
  users: IndexLists,
  both: Uint32Array,
  met: Uint32Array,
): number {
  let metCount = 0;
  for (const user of listOf(users, item)) {
    for (let i = baskets.offsets[user]; i < baskets.offsets[user + 1]; i++) {
      const other = baskets.indices[i];
      if (both[other]++ === 0) met[metCount++] = other;
    }
  }
  return metCount;
}

function usersOf({ offsets }: IndexLists, item: number): number {
  return offsets[item + 1] - offsets[item];
}
