import { BestItems } from './best-items';
import { listOf, type IndexLists } from './index-lists';

/** The most similar items of some items. */
export interface ItemNeighbours extends IndexLists {
  /** One for each of `indices`, above 0. */
  readonly similarities: Float32Array;
}

/**
 * The nearest items of each item that is asked for, by the cosine of the sets of users who have them:
 * `both(i, j) / sqrt(users(i) · users(j))`, best first.
 *
 * @param baskets distinct items of each user
 * @param users the users of each item: `baskets` turned round
 * @param wanted distinct items; others have no neighbours
 */
export function itemNeighbours(
  baskets: IndexLists,
  users: IndexLists,
  wanted: Uint32Array,
  neighbours: number,
): ItemNeighbours {
  const itemCount = users.offsets.length - 1;
  const both = new Uint32Array(itemCount);
  const met = new Uint32Array(itemCount);
  const best = new BestItems(Math.min(neighbours, itemCount));
  const nearest = new Map<number, { items: Uint32Array; similarities: Float32Array }>();
  for (const item of wanted) {
    const metCount = countTogether(item, baskets, users, both, met);
    for (const other of met.subarray(0, metCount)) {
      if (other !== item)
        best.offer(both[other] / Math.sqrt(usersOf(users, item) * usersOf(users, other)), other);
      both[other] = 0;
    }
    const items = new Uint32Array(best.size);
    const similarities = new Float32Array(best.size);
    best.drain((other, similarity, place) => {
      items[place] = other;
      similarities[place] = similarity;
    });
    nearest.set(item, { items, similarities });
  }
  return joined(nearest, itemCount);
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

function joined(
  nearest: ReadonlyMap<number, { items: Uint32Array; similarities: Float32Array }>,
  itemCount: number,
): ItemNeighbours {
  const offsets = new Uint32Array(itemCount + 1);
  for (let item = 0; item < itemCount; item++) {
    offsets[item + 1] = offsets[item] + (nearest.get(item)?.items.length ?? 0);
  }
  const indices = new Uint32Array(offsets[itemCount]);
  const similarities = new Float32Array(offsets[itemCount]);
  for (const [item, own] of nearest) {
    indices.set(own.items, offsets[item]);
    similarities.set(own.similarities, offsets[item]);
  }
  return { offsets, indices, similarities };
}
