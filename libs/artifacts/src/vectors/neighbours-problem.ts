import type { FileEntry, NeighboursEntry, VectorsEntry } from '../manifest';

/** What is wrong with the neighbours of a package, seen beside the rest of it; null if nothing is, or it has none. */
export function neighboursProblem(
  neighbours: NeighboursEntry | undefined,
  vectors: VectorsEntry | undefined,
  files: readonly FileEntry[],
): string | null {
  if (!neighbours) return null;
  if (!files.some(({ name }) => name === neighbours.file))
    return `its neighbours are in ${neighbours.file}, which is none of its files`;
  return vectors ? null : 'it has neighbours, but no vectors of which they could be neighbours';
}
