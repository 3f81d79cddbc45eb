import { newUnfinishedFile, writeNeighbours } from '@reckit/artifacts';
import type { VectorTable, Vocabulary } from '@reckit/embedding';
import type { IndexLists } from '@reckit/evaluation';
import {
  lookupPackage,
  type LookupModel,
  type LookupPackage,
  type PackagedRun,
} from '../../embedding/package/lookup-package';
import { fill, MOST_AS_JSON } from '../../embedding/package/vectors-as-json';
import type { TrainedModel } from '../../run/training-model';
import { node2vecMetaFile } from '../../vectors/files/json-file';
import { rowNeighbours } from './row-neighbours';

/** What is served of a graph: the nodes that are nearest to one of them. */
export const GRAPH_MODEL = {
  name: 'graph_recall',
  kind: 'node2vec',
  idFeature: 'user_id',
} as const satisfies LookupModel;

/** The file by which the Python system served vectors of nodes. */
const META_FILE = 'node2vec_meta.json';

/**
 * The parts of a package of vectors of nodes: those of any that is looked up by ids, which nodes are neighbours, and, of a
 * graph that is not too large for text, the vectors as the Python system has them.
 *
 * @param neighbours - of each node in either direction
 */
export async function graphPackage(
  run: PackagedRun,
  table: VectorTable,
  vocabulary: Vocabulary,
  neighbours: IndexLists,
): Promise<LookupPackage & Pick<TrainedModel, 'neighbours'>> {
  const { flags, version } = run;
  const lookup = await lookupPackage(run, GRAPH_MODEL, table);
  const from = await newUnfinishedFile(flags.modelDir, GRAPH_MODEL.name, version);
  await writeNeighbours(from, rowNeighbours(neighbours, vocabulary));
  return { ...lookup, files: { ...lookup.files, ...(await metaFile(run, table)) }, neighbours: { from } };
}

async function metaFile(
  { flags, version }: PackagedRun,
  table: VectorTable,
): Promise<LookupPackage['files']> {
  const { ids, dim } = table;
  if (ids.length > MOST_AS_JSON) return {};
  const from = await newUnfinishedFile(flags.modelDir, GRAPH_MODEL.name, version);
  await fill(await node2vecMetaFile(from, { dim, count: ids.length }), table);
  return { [META_FILE]: { from } };
}
