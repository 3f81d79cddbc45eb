import type { IndexLists } from '../retrieval/index-lists';
import { hasNeighbour } from './has-neighbour';
import type { Links } from './links';

/** In a graph so dense that nearly all are neighbours, the search for others ends at some time. */
const DRAWS_A_PAIR = 100;

/**
 * Draws pairs of nodes that are no neighbours, each pair as likely; a pair may come twice. Nodes without a neighbour have
 * no part in it.
 *
 * @param neighbours - of each node in either direction, rising
 * @param random - from 0 up to 1, without it
 * @returns `count` pairs; fewer where there hardly are any
 */
export function unlinkedPairs(neighbours: IndexLists, count: number, random: () => number): Links {
  const { offsets } = neighbours;
  const nodes = Uint32Array.from({ length: offsets.length - 1 }, (_, node) => node).filter(
    node => offsets[node + 1] > offsets[node],
  );
  const draw = (): number => nodes[Math.floor(random() * nodes.length)];
  const from: number[] = [];
  const to: number[] = [];
  for (let draws = 0; draws < count * DRAWS_A_PAIR && from.length < count; draws++) {
    const [a, b] = [draw(), draw()];
    if (a === b || hasNeighbour(neighbours, a, b)) continue;
    from.push(a);
    to.push(b);
  }
  return { from: Uint32Array.from(from), to: Uint32Array.from(to) };
}
