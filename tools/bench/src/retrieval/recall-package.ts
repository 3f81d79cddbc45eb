import {
  createVectorFile,
  newUnfinishedFile,
  promote,
  sha256Of,
  writePackage,
  type SignatureEntry,
} from '@reckit/artifacts';
import { createRandom } from '@reckit/data';
import { formatFeatureMeta, numericFeatures } from '@reckit/features';
import { encodeModel, GraphBuilder } from '@reckit/onnx';

const MODEL = 'two_tower';
const VERSION = 'v1';
const DIM = 64;
const SEED = 3;
const VECTORS_AT_ONCE = 4096;
/** The features of the sides, whose graphs are one product each: it is the search that is measured. */
const TOWERS = { user_tower: ['user_age', 'user_gender'], item_tower: ['item_price'] } as const;

/** Writes a package of two towers with so many random vectors to search in. @returns the model directory */
export async function writeRecallPackage(modelDir: string, vectors: number): Promise<string> {
  const createdAt = new Date().toISOString();
  const signatures: SignatureEntry[] = [];
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, features] of Object.entries(TOWERS)) {
    files[`${name}.onnx`] = towerOf(name, features.length);
    files[`${name}.json`] = formatFeatureMeta({
      spec: numericFeatures(features),
      labelColumn: '',
      modelVersion: VERSION,
      modelType: MODEL,
      createdAt,
    });
    signatures.push({
      name,
      graph: `${name}.onnx`,
      features: `${name}.json`,
      outputs: [{ name: 'embedding', role: 'embedding' }],
      checks: { rows: [{}], outputs: {}, tolerance: { relative: 1e-6, absolute: 0 } },
    });
  }
  const from = await newUnfinishedFile(modelDir, MODEL, VERSION);
  await writeVectors(from, vectors, towerOf('item_tower', TOWERS.item_tower.length));
  await writePackage(modelDir, {
    manifest: {
      model: MODEL,
      version: VERSION,
      kind: MODEL,
      created_at: createdAt,
      features: [],
      training: {},
      data: {},
      seeds: {},
      metrics: {},
      signatures,
    },
    files,
    vectors: { from, itemsOf: 'item_tower', queriesOf: 'user_tower' },
  });
  await promote(modelDir, MODEL, VERSION);
  return modelDir;
}

async function writeVectors(file: string, count: number, graph: Uint8Array): Promise<void> {
  const random = createRandom(SEED);
  const writer = await createVectorFile(file, {
    dim: DIM,
    similarity: 'inner_product',
    encodedBy: sha256Of(graph),
  });
  for (let begin = 0; begin < count; begin += VECTORS_AT_ONCE) {
    const taken = Math.min(VECTORS_AT_ONCE, count - begin);
    const ids = Array.from({ length: taken }, (_, i) => `i${begin + i + 1}`);
    await writer.append(
      ids,
      Float32Array.from({ length: taken * DIM }, () => random.normal()),
    );
  }
  await writer.close();
}

/** The features times a random matrix [features, DIM]. */
function towerOf(name: string, features: number): Uint8Array {
  const random = createRandom(SEED);
  const graph = new GraphBuilder(name);
  const input = graph.input('features', 'float', ['rows', features]);
  const values = Float32Array.from({ length: features * DIM }, () => random.normal());
  const weights = graph.constant({ type: 'float', shape: [features, DIM], values });
  graph.node('MatMul', [input, weights], { outputs: ['embedding'] });
  graph.output('embedding', 'float', ['rows', DIM]);
  return encodeModel(graph.build());
}
