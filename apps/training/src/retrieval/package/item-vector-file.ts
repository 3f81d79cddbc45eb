import { createVectorFile, newUnfinishedFile, sha256Of, type PackageContent } from '@reckit/artifacts';
import { openSession } from '@reckit/inference';
import type { EngineState } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';
import type { CommonFlags } from '../../run/training-model';
import type { Side } from '../data/side';
import { EMBEDDING, type RetrievalPlan } from '../retrieval-plan';

const ITEMS_AT_ONCE = 4096;

/** The vectors of all items as they are exported, and the file that becomes a part of the package. */
export interface ItemVectorFile {
  readonly vectors: NonNullable<PackageContent['vectors']>;
  /** [items, dim] */
  readonly values: Float32Array;
}

/**
 * Writes the vectors of the catalogue: as the graph that is served encodes the items, or as they were learnt.
 *
 * @param graph - that of the items' side, or where they are learnt that of the queries, whose space is theirs
 */
export async function writeItemVectors(
  plan: RetrievalPlan,
  weights: EngineState,
  graph: Uint8Array,
  { modelDir, version }: Pick<CommonFlags, 'modelDir'> & { readonly version: string },
): Promise<ItemVectorFile> {
  const { items, data, dim, similarity } = plan;
  const values =
    items.kind === 'learnt' ? items.vectorsIn(weights) : await encodeRows(graph, items.side.side);
  const from = await newUnfinishedFile(modelDir, plan.model.name, version);
  const file = await createVectorFile(from, { dim, similarity, encodedBy: sha256Of(graph) });
  try {
    for (let begin = 0; begin < data.itemIds.length; begin += ITEMS_AT_ONCE) {
      const ids = data.itemIds.slice(begin, begin + ITEMS_AT_ONCE);
      await file.append(ids, values.subarray(begin * dim, (begin + ids.length) * dim));
    }
    await file.close();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return {
    values,
    vectors: {
      from,
      queriesOf: plan.query.signature,
      ...(items.kind === 'encoded' && { itemsOf: items.side.signature }),
    },
  };
}

/** The vectors of rows as the served graph gives them. @returns [rows, dim] */
export async function encodeRows(graph: Uint8Array, side: Side, rows?: Uint32Array): Promise<Float32Array> {
  const { width } = side.layout;
  const count = rows?.length ?? side.rowCount;
  const session = await openSession(graph);
  try {
    const output = session.outputs.findIndex(({ name }) => name === EMBEDDING.name);
    let vectors = new Float32Array();
    for (let begin = 0; begin < count; begin += ITEMS_AT_ONCE) {
      const batch = Math.min(ITEMS_AT_ONCE, count - begin);
      const answer = (await session.run(inputOf(side, begin, batch, rows), batch, width))[output];
      if (!(answer instanceof Float32Array)) throw new BadTrainingRun('The graph answers no vectors.');
      if (begin === 0) vectors = new Float32Array((count * answer.length) / batch);
      vectors.set(answer, (begin * answer.length) / batch);
    }
    return vectors;
  } finally {
    await session.close();
  }
}

function inputOf(
  { encoded, layout: { width } }: Side,
  begin: number,
  count: number,
  rows?: Uint32Array,
): Float32Array {
  if (!rows) return encoded.subarray(begin * width, (begin + count) * width);
  const input = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = rows[begin + i];
    input.set(encoded.subarray(row * width, (row + 1) * width), i * width);
  }
  return input;
}
