import path from 'node:path';
import {
  createVectorFile,
  newUnfinishedFile,
  promote,
  sha256Of,
  writePackage,
  type SignatureEntry,
} from '@reckit/artifacts';
import { formatFeatureMeta, type Feature } from '@reckit/features';
import { encodeModel, GraphBuilder } from '@reckit/onnx';

const VERSION = 'v1';
/** A shop has the number of its place in this list, from 1. */
const SHOPS = ['north', 'south'];

/** The vectors that the package holds, in their order. */
export const PACKAGED = { i1: [1, 2, 3], 'i "2"': [0.1, -0.5, 1e-7], 商品: [0, 0, 1] } as const;

export interface TowerPackageOptions {
  readonly vectors?: 'encoded' | 'learnt' | 'none';
  /** The vectors of items, of three numbers each. @default PACKAGED */
  readonly items?: Readonly<Record<string, readonly number[]>>;
}

/**
 * Writes a package of two towers. The vector of an item is [price, number of the shop, price + number]; that of a user
 * has nothing to do with it.
 */
export async function writeTowerPackage(
  modelDir: string,
  { vectors: kind = 'encoded', items = PACKAGED }: TowerPackageOptions = {},
): Promise<string> {
  const price: Feature = { kind: 'numeric', name: 'price', default: 7 };
  const shop: Feature = {
    kind: 'categorical',
    name: 'shop',
    coding: { kind: 'vocabulary', minCount: 1, values: SHOPS },
    default: null,
  };
  const age: Feature = { kind: 'numeric', name: 'age', default: 0 };
  const towers = {
    user_tower: { features: [age], graph: towerOf('user', [[1, 1, 1]]) },
    item_tower: {
      features: [price, shop],
      graph: towerOf('item', [
        [1, 0, 1],
        [0, 1, 1],
      ]),
    },
  };
  const entries = Object.entries(towers);
  const files = Object.fromEntries(
    entries.flatMap(([name, { features, graph }]) => [
      [`${name}.onnx`, graph],
      [`${name}.json`, metaOf(features)],
    ]),
  );
  const signatures = entries.map(([name]): SignatureEntry => ({
    name,
    graph: `${name}.onnx`,
    features: `${name}.json`,
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: { rows: [{}], outputs: {}, tolerance: { relative: 1e-6, absolute: 0 } },
  }));
  const manifest = {
    model: 'two_tower',
    version: VERSION,
    kind: 'two_tower',
    created_at: '2026-01-01T00:00:00.000Z',
    features: [],
    training: {},
    data: {},
    seeds: {},
    metrics: {},
    signatures,
  };
  const madeBy = kind === 'encoded' ? towers.item_tower : towers.user_tower;
  const from = kind === 'none' ? null : await vectorsOf(modelDir, madeBy.graph, items);
  const itemsOf = kind === 'encoded' ? { itemsOf: 'item_tower' } : {};
  const vectors = from === null ? {} : { vectors: { from, ...itemsOf, queriesOf: 'user_tower' } };
  const dir = await writePackage(modelDir, { manifest, files, ...vectors });
  await promote(modelDir, 'two_tower', VERSION);
  return path.relative(modelDir, dir);
}

async function vectorsOf(
  modelDir: string,
  graph: Uint8Array,
  items: Readonly<Record<string, readonly number[]>>,
): Promise<string> {
  const from = await newUnfinishedFile(modelDir, 'two_tower', VERSION);
  const file = await createVectorFile(from, {
    dim: 3,
    similarity: 'inner_product',
    encodedBy: sha256Of(graph),
  });
  await file.append(Object.keys(items), Float32Array.from(Object.values(items).flat()));
  await file.close();
  return from;
}

/** The features times a matrix [features, width]. */
function towerOf(name: string, matrix: readonly (readonly number[])[]): Uint8Array {
  const graph = new GraphBuilder(name);
  const [{ length: width }] = matrix;
  const features = graph.input('features', 'float', ['rows', matrix.length]);
  const values = Float32Array.from(matrix.flat());
  const weights = graph.constant({ type: 'float', shape: [matrix.length, width], values });
  graph.node('MatMul', [features, weights], { outputs: ['embedding'] });
  graph.output('embedding', 'float', ['rows', width]);
  return encodeModel(graph.build());
}

function metaOf(features: readonly Feature[]): string {
  return formatFeatureMeta({
    spec: { features, rawPrecision: 'float32', scaledBy: 'host', categoryForm: 2 },
    labelColumn: 'label',
    modelVersion: VERSION,
    modelType: 'two_tower',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
}
