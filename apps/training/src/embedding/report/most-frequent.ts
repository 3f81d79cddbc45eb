import type { VectorTable } from '@reckit/embedding';
import type { ReportedNeighbours } from '@reckit/evaluation';
import { neighboursOf } from '../nearest/neighbours-of';

const SHOWN = 20;
const NEAREST = 8;

/**
 * What is nearest to the most frequent ids.
 *
 * @param table - the most frequent first
 * @param counts - how often each is there
 */
export function nearestToMostFrequent(table: VectorTable, counts: ArrayLike<number>): ReportedNeighbours[] {
  const { ids } = table;
  const rows = [...ids.keys()].slice(0, SHOWN);
  return neighboursOf(table, rows, NEAREST).map((found, row) => ({
    id: ids[row],
    count: counts[row],
    neighbours: found.map(near => ({ id: ids[near.row], similarity: near.similarity })),
  }));
}

/** The nearest of some in a line. */
export function describeNeighbours({ id, neighbours }: ReportedNeighbours, shown = 3): string {
  const near = neighbours.slice(0, shown).map(one => `${one.id} ${one.similarity.toFixed(2)}`);
  return `${id}: ${near.join(', ')}`;
}
