import {
  HELD_OUT_LINKS_FILE,
  HELD_OUT_VECTORS_FILE,
  neighboursOf,
  newUnfinishedFile,
  writeNeighbours,
  type FindsEntry,
} from '@reckit/artifacts';
import type { Links } from '@reckit/evaluation';
import { writeVectors, type PackagedRun } from '../../embedding/package/lookup-package';
import type { TrainedModel } from '../../run/training-model';
import type { NodeVectors } from '../fit/train-nodes';
import { GRAPH_MODEL } from './graph-package';

/** Neighbours that a training did not have, and the vectors that it gave. */
export interface MeasuredTraining {
  readonly linked: Links;
  readonly trained: NodeVectors;
}

/** The files of a package by which its measured training is held against that of another version. */
export interface HeldOutFiles {
  readonly files: TrainedModel['files'];
  readonly entry: Extract<FindsEntry, { what: 'links' }>['held_out'];
}

/** Writes what was held out of the measured training, and what that has learnt: what is served knows all neighbours. */
export async function heldOutFiles(
  { flags, version }: PackagedRun,
  { linked, trained: { vocabulary, vectors } }: MeasuredTraining,
  dim: number,
): Promise<HeldOutFiles> {
  const { ranks, words } = vocabulary;
  const newFile = (): Promise<string> => newUnfinishedFile(flags.modelDir, GRAPH_MODEL.name, version);
  const pairs = neighboursOf(words.length, take =>
    linked.from.forEach((node, pair) => {
      const [from, to] = [ranks[node], ranks[linked.to[pair]]];
      if (from >= 0 && to >= 0) take(from, to);
    }),
  );
  if (pairs.targets.length === 0) return { files: {}, entry: undefined };
  const [links, measured] = [await newFile(), await newFile()];
  await writeNeighbours(links, pairs);
  await writeVectors(measured, { ids: words, dim, rows: vectors });
  return {
    files: { [HELD_OUT_LINKS_FILE]: { from: links }, [HELD_OUT_VECTORS_FILE]: { from: measured } },
    entry: {
      pairs: pairs.targets.length / 2,
      links: HELD_OUT_LINKS_FILE,
      vectors: HELD_OUT_VECTORS_FILE,
    },
  };
}
