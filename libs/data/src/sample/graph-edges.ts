import { createRandom, type Random } from '../random';
import { itemNames } from './item-names';
import { membersOf } from './members-of';
import type { SampleOptions, SampleTable } from './sample-table';

/** Nodes an edge: 300 of 2,000. */
const NODES_AN_EDGE = 0.15;
const MEMBERS = 30;
/** The share of edges that stay within a community. */
const WITHIN = 0.85;
/** Members are drawn by the power of a uniform number, so that some have many edges. */
const LONG_TAIL = 1.5;

/**
 * A graph whose nodes are in hidden communities of thirty, with most edges within one. Every node has an edge, no edge
 * is there twice, and none leads from a node to itself. Ids show the community.
 *
 * Columns: `from_id` and `to_id`.
 */
export function sampleGraphData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const nodeCount = Math.max(MEMBERS, Math.round(rows * NODES_AN_EDGE));
  const communityCount = Math.max(1, Math.round(nodeCount / MEMBERS));
  const communityOf = random.shuffle(
    Uint32Array.from({ length: nodeCount }, (_, node) => node % communityCount),
  );
  const names = itemNames(communityOf);
  const members = membersOf(communityOf, communityCount);
  const seen = new Set<number>();
  const from = new Uint32Array(rows);
  const to = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    do {
      // Each node once, so that none is left without an edge.
      from[row] = row < nodeCount ? row : memberOf(members[random.integer(0, communityCount - 1)], random);
      const community =
        random.uniform() < WITHIN ? communityOf[from[row]] : random.integer(0, communityCount - 1);
      to[row] = memberOf(members[community], random);
    } while (from[row] === to[row] || seen.has(keyOf(from[row], to[row], nodeCount)));
    seen.add(keyOf(from[row], to[row], nodeCount));
  }
  return {
    rowCount: rows,
    columns: [
      { name: 'from_id', values: Array.from(from, node => names[node]) },
      { name: 'to_id', values: Array.from(to, node => names[node]) },
    ],
  };
}

function memberOf(members: readonly number[], random: Random): number {
  return members[Math.floor(members.length * random.uniform() ** LONG_TAIL)];
}

/** The same whichever of the two comes first. */
function keyOf(a: number, b: number, nodeCount: number): number {
  return Math.min(a, b) * nodeCount + Math.max(a, b);
}
