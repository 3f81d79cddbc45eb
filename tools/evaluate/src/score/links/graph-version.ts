import path from 'node:path';
import {
  CorruptPackage,
  openPackage,
  parseNeighbours,
  type FindsEntry,
  type Neighbours,
} from '@reckit/artifacts';
import type { OpenVersion } from '../open-version';
import { packagedVectors, type PackagedVectors } from '../found/packaged-vectors';

export type LinksEntry = Extract<FindsEntry, { what: 'links' }>;

/** Pairs of nodes, by their ids. */
export type Pair = readonly [from: string, to: string];

/** Vectors of nodes, and the neighbours that they were trained on. */
export interface GraphVersion {
  readonly vectors: PackagedVectors;
  /** The ids of all neighbours of a node, those of it that were held out among them. */
  neighboursOf(id: string): readonly string[];
  /** Whether the vectors come of a training that had these two as neighbours. */
  hasLearnt(pair: Pair): boolean;
  /** Pairs of neighbours that the training of the vectors did not have. */
  readonly heldOut: readonly Pair[];
}

/** The vectors that a version serves, which know all of its neighbours. */
export async function servedGraph(version: OpenVersion): Promise<GraphVersion> {
  const vectors = await packagedVectors(version);
  const served = await servedNeighbours(version);
  return {
    vectors,
    neighboursOf: served.of,
    hasLearnt: pair => served.areNeighbours(pair),
    heldOut: [],
  };
}

/** The vectors of the training in which a version was measured, without the neighbours that it was to find. */
export async function measuredGraph(
  version: OpenVersion,
  { links, vectors: file }: NonNullable<LinksEntry['held_out']>,
): Promise<GraphVersion> {
  const { dir, manifest } = version;
  const vectors = await packagedVectors(version, file);
  const bytes = (await openPackage(dir, manifest.model, [links])).file(links);
  if (bytes === null) throw new CorruptPackage(`${dir} has no ${links}: train it again.`);
  const heldOut = neighboursById(vectors, parseNeighbours(bytes, vectors.ids.count, path.join(dir, links)));
  const served = await servedNeighbours(version);
  return {
    vectors,
    neighboursOf: served.of,
    hasLearnt: pair => served.areNeighbours(pair) && !heldOut.areNeighbours(pair),
    heldOut: heldOut.pairs(),
  };
}

/** Neighbours by ids. */
interface NeighboursById {
  of(id: string): readonly string[];
  areNeighbours(pair: Pair): boolean;
  /** Each once. */
  pairs(): Pair[];
}

async function servedNeighbours({ dir, manifest }: OpenVersion): Promise<NeighboursById> {
  const opened = await openPackage(dir, manifest.model, [manifest.vectors?.file ?? '']);
  const neighbours = await opened.neighbours();
  if (opened.vectors && neighbours) return neighboursById(opened.vectors, neighbours);
  throw new CorruptPackage(`${dir} does not tell which nodes are neighbours: train it again.`);
}

function neighboursById(
  { ids }: Pick<PackagedVectors, 'ids'>,
  { starts, targets }: Neighbours,
): NeighboursById {
  const rowsOf = (row: number): Uint32Array =>
    row < 0 ? new Uint32Array() : targets.subarray(starts[row], starts[row + 1]);
  return {
    of: id => Array.from(rowsOf(ids.rowOf(id)), row => ids.at(row)),
    areNeighbours: ([from, to]) => rowsOf(ids.rowOf(from)).includes(ids.rowOf(to)),
    pairs: () =>
      Array.from({ length: ids.count }, (_, row) => row).flatMap(row =>
        Array.from(rowsOf(row)).flatMap(other =>
          other > row ? [[ids.at(row), ids.at(other)] as const] : [],
        ),
      ),
  };
}
