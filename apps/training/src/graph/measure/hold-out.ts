import { createRandom } from '@reckit/data';
import { withoutPairs, type Graph } from '@reckit/embedding';
import { holdOutLinks, unlinkedPairs, type IndexLists, type Links } from '@reckit/evaluation';
import type { GraphData } from '../data/read-graph';
import { neighbourLists } from '../data/neighbour-lists';

/** A graph without some of its edges, which are to be found again. */
export interface HeldOut {
  /** Pairs of neighbours that the rest does not have. */
  readonly linked: Links;
  /** As many pairs that are no neighbours in the whole graph. */
  readonly unlinked: Links;
  readonly rest: Graph;
  /** The neighbours of each node in the rest. */
  readonly neighbours: IndexLists;
}

/** More pairs say no more, and what is trained without them is the farther from what is served. */
const MOST_PAIRS = 100_000;

/**
 * Takes a share of the pairs of neighbours out of a graph.
 *
 * @returns null where none can be taken: each would leave a node without neighbours
 */
export function holdOut({ graph, neighbours }: GraphData, share: number, seed: number): HeldOut | null {
  const random = createRandom(seed);
  const draw = (): number => random.uniform();
  const linked = holdOutLinks(neighbours, { share, most: MOST_PAIRS }, draw);
  if (linked.from.length === 0) return null;
  const unlinked = unlinkedPairs(neighbours, linked.from.length, draw);
  const rest = withoutPairs(graph, linked);
  return { linked, unlinked, rest, neighbours: neighbourLists(rest) };
}
