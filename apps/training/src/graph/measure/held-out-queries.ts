import type { IndexLists } from '@reckit/evaluation';
import type { HeldOut } from './hold-out';

/** Nodes whose neighbours that were held out are looked for. */
export interface HeldOutQueries {
  readonly nodes: Uint32Array;
  /** The neighbours that each should find. */
  readonly targets: IndexLists;
  /** What each is not given: itself, and the neighbours that it has anyway. */
  readonly known: IndexLists;
}

/** For some seconds at most, and so many queries whatever they take, since fewer tell nothing. */
const BUDGET = { products: 3e9, least: 200 };

/**
 * The nodes of the pairs that were held out, or as many of them as can be ranked against all nodes in some seconds, evenly
 * spread.
 *
 * @param dim - numbers in a vector
 */
export function heldOutQueries(
  { linked, neighbours }: Pick<HeldOut, 'linked' | 'neighbours'>,
  dim: number,
): HeldOutQueries {
  const nodeCount = neighbours.offsets.length - 1;
  const found = new Map<number, number[]>();
  const note = (node: number, other: number): void => {
    const others = found.get(node);
    if (others) others.push(other);
    else found.set(node, [other]);
  };
  linked.from.forEach((a, pair) => {
    note(a, linked.to[pair]);
    note(linked.to[pair], a);
  });
  const all = [...found.keys()].sort((a, b) => a - b);
  const affordable = Math.max(BUDGET.least, Math.floor(BUDGET.products / (nodeCount * dim)));
  const count = Math.min(all.length, affordable);
  const nodes = Uint32Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
  return {
    nodes,
    targets: listsOf(Array.from(nodes, node => found.get(node) ?? [])),
    known: listsOf(
      Array.from(nodes, node => [
        node,
        ...neighbours.indices.subarray(neighbours.offsets[node], neighbours.offsets[node + 1]),
      ]),
    ),
  };
}

function listsOf(lists: readonly (readonly number[])[]): IndexLists {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, row) => (offsets[row + 1] = offsets[row] + list.length));
  const indices = new Uint32Array(offsets[lists.length]);
  lists.forEach((list, row) => indices.set(list, offsets[row]));
  return { offsets, indices };
}
