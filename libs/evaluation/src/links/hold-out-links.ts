import type { IndexLists } from '../retrieval/index-lists';
import type { Links } from './links';

/** How much of a graph is held out. */
export interface HeldOutLinks {
  /** Of all pairs of neighbours, from 0 to below 1; rounded up, so that a small graph has one to be found, too. */
  readonly share: number;
  /** So many at most. @default all of the share */
  readonly most?: number;
}

/**
 * Draws pairs of neighbours that a model is to find again, each pair as likely. None is taken that would leave a node
 * without neighbours, since nothing is learnt of such a node; a graph where all have one alone gives none.
 *
 * @param neighbours - of each node in either direction, rising
 * @param random - from 0 up to 1, without it
 */
export function holdOutLinks(
  { offsets, indices }: IndexLists,
  { share, most = Infinity }: HeldOutLinks,
  random: () => number,
): Links {
  const nodeCount = offsets.length - 1;
  const pairs = new Uint32Array(indices.length / 2);
  const left = new Uint32Array(nodeCount);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) {
    left[node] = offsets[node + 1] - offsets[node];
    for (let i = offsets[node]; i < offsets[node + 1]; i++) if (indices[i] > node) pairs[count++] = i;
  }
  const wanted = Math.min(Math.ceil(share * count), most);
  const from: number[] = [];
  const to: number[] = [];
  for (let drawn = 0; drawn < count && from.length < wanted; drawn++) {
    const other = drawn + Math.floor(random() * (count - drawn));
    const pair = pairs[other];
    pairs[other] = pairs[drawn];
    const [a, b] = [ownerOf(offsets, pair), indices[pair]];
    if (left[a] < 2 || left[b] < 2) continue;
    left[a]--;
    left[b]--;
    from.push(a);
    to.push(b);
  }
  return { from: Uint32Array.from(from), to: Uint32Array.from(to) };
}

/** The list that has the index at a place. */
function ownerOf(offsets: Uint32Array, place: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (offsets[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
