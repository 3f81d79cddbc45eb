import { IdTable, type RegularFile } from '@reckit/artifacts';
import { describeValue, lookupFeatures } from '@reckit/features';
import * as z from 'zod';
import { RejectedModel } from '../../errors';
import type { FlatVectorLayout, FlatVectors } from '../flat-layout';
import { checkMeta } from '../parse-meta';
import { JsonPieces } from './json-pieces';
import { VectorRows } from './vector-rows';

const FILE = 'node2vec_meta.json';
const PIECE_BYTES = 1024 * 1024;
const EMBEDDINGS = 'embeddings';

/** Vectors of the nodes of a graph as the Python system saved them: one JSON file, which may be of any size. */
export const flatNode2vec: FlatVectorLayout = {
  modelFiles: [FILE],
  metaFile: FILE,
  scalerFile: FILE,
  readVectors: readNode2vec,
};

const schema = z.object({
  dim: z.int().optional(),
  num_nodes: z.int().optional(),
});

async function readNode2vec(meta: RegularFile): Promise<FlatVectors> {
  const ids = new IdTable();
  const rows = new VectorRows(FILE);
  const json = new JsonPieces(meta.pieces(PIECE_BYTES), FILE, () => `behind ${ids.count} vectors`);
  const others: Record<string, unknown> = {};
  let hasEmbeddings = false;
  await json.open();
  for (let key = await json.key(true); key !== null; key = await json.key(false)) {
    if (key !== EMBEDDINGS) {
      others[key] = await json.value();
      continue;
    }
    if (hasEmbeddings) throw new RejectedModel(`${FILE} has ${EMBEDDINGS} twice.`);
    hasEmbeddings = true;
    await readVectors(json, ids, rows, meta.size);
  }
  await json.end();
  const { dim } = rows;
  assertFits(others, ids.count, dim);
  return {
    vectors: { dim, count: ids.count, similarity: 'cosine', encodedBy: null, ids, rows: rows.values },
    // Python looked ids up as they stood.
    spec: { ...lookupFeatures('user_id'), categoryForm: 1 },
  };
}

async function readVectors(json: JsonPieces, ids: IdTable, rows: VectorRows, size: number): Promise<void> {
  await json.open();
  for (let id = await json.key(true); id !== null; id = await json.key(false)) {
    assertId(id);
    if (ids.add(id) >= 0) throw new RejectedModel(`${FILE}: the id ${describeValue(id)} is there twice.`);
    const list = await json.list();
    rows.add(id, list, json.position / size);
  }
}

function assertId(id: string): void {
  if (id === '') throw new RejectedModel(`${FILE}: a vector has an empty id.`);
  // Half of a character, which UTF-8 cannot say.
  if (/\p{Surrogate}/u.test(id))
    throw new RejectedModel(`${FILE}: the id ${describeValue(id)} is no valid text.`);
}

function assertFits(others: Readonly<Record<string, unknown>>, count: number, dim: number): void {
  if (count === 0) {
    throw new RejectedModel(
      `${FILE} has no ${EMBEDDINGS}, so that nobody would be known: train it again, or copy the right file.`,
    );
  }
  const said = checkMeta(others, FILE, schema);
  if (said.dim !== undefined && said.dim !== dim) {
    throw new RejectedModel(
      `${FILE} says dim ${said.dim}, and its vectors have ${dim} numbers: it was changed; train it again.`,
    );
  }
  if (said.num_nodes !== undefined && said.num_nodes !== count) {
    throw new RejectedModel(
      `${FILE} says num_nodes ${said.num_nodes}, and it has ${count} vectors: it was changed; train it again.`,
    );
  }
}
