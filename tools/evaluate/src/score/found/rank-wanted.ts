import { innerProductScorer, rankAmongAll, type IndexLists } from '@reckit/evaluation';
import type { PackagedVectors } from './packaged-vectors';

/** What should be found, whichever version looks for it, query by query. */
export interface Wanted {
  /** The ids that a query should find, each once. */
  readonly targets: readonly (readonly string[])[];
  /** The ids that a query is not given. */
  readonly leftOut: readonly (readonly string[])[];
}

/** What a version looks for. */
export interface Queries {
  /** [queries, dim] */
  readonly vectors: Float32Array;
  /** Whether the version knows enough of a query to look for it; one that it does not finds nothing. */
  readonly isAsked: (query: number) => boolean;
}

/**
 * The rank of each target among all that a version searches, as its service would find them: 1 for the best, 0 for one that
 * it does not know and so never finds.
 *
 * @returns one number a target, query by query
 */
export function rankWanted(
  { ids, dim, rows }: PackagedVectors,
  { vectors, isAsked }: Queries,
  { targets, leftOut }: Wanted,
): Float32Array {
  const rowsOf = (list: readonly string[], query: number): number[] =>
    isAsked(query) ? list.map(id => ids.rowOf(id)) : list.map(() => -1);
  const wanted = targets.map(rowsOf);
  const ranked = rankAmongAll(
    innerProductScorer({ queries: vectors, items: rows, dim }),
    knownOf(wanted),
    knownOf(leftOut.map(rowsOf)),
  );
  let place = 0;
  return Float32Array.from(wanted.flat(), row => (row < 0 ? 0 : ranked.ranks[place++]));
}

/** The rows of what is known. */
function knownOf(lists: readonly (readonly number[])[]): IndexLists {
  const known = lists.map(list => list.filter(row => row >= 0));
  const offsets = new Uint32Array(lists.length + 1);
  known.forEach((list, i) => (offsets[i + 1] = offsets[i] + list.length));
  return { offsets, indices: Uint32Array.from(known.flat()) };
}
