import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promote, soleSignature, writePackage, type Checks } from '@reckit/artifacts';
import {
  formatFeatureMeta,
  numberStatistics,
  numericFeatures,
  RowEncoder,
  type FeatureStatistics,
} from '@reckit/features';
import { openSession } from '@reckit/inference';
import { forestToOnnx, readXgboostModel } from '@reckit/onnx';
import { featureRows, labelledRows, rowObject } from './feature-rows';
import { growForest, type ForestShape } from './forest/grow-forest';
import { xgboostJson } from './forest/xgboost-json';

/** The forest of the targets, and a large one. */
export const SMALL_FOREST: ForestShape = { trees: 100, depth: 5 };
export const LARGE_FOREST: ForestShape = { trees: 500, depth: 9 };

/** A model as XGBoost saves it and as our services run it. */
export interface BenchModel {
  readonly json: Buffer;
  readonly onnx: Uint8Array;
  readonly featureNames: readonly string[];
}

const TRAINING_ROWS = 20_000;
const ROWS_SEED = 1;
const FOREST_SEED = 2;
const CHECK_ROWS = 8;
const MODEL_NAME = 'xgb';
const VERSIONS = ['v1', 'v2'] as const;

/** A forest trained on generated rows, the same at each call. */
export function benchModel(shape: ForestShape): BenchModel {
  const rows = labelledRows(TRAINING_ROWS, ROWS_SEED);
  const json = Buffer.from(xgboostJson(growForest(shape, rows, FOREST_SEED), rows.names));
  const onnx = forestToOnnx(readXgboostModel(json), { rounds: 'all', missing: 'never' });
  return { json, onnx, featureNames: rows.names };
}

/** Writes a model as the Python system did: its files side by side. @returns the model directory */
export async function writeFlat(model: BenchModel, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'xgb_model.json'), model.json);
  await writeFile(path.join(folder, 'feature_meta.json'), featureMeta(model, VERSIONS[0]));
  return folder;
}

/** What a training would note of the features of `benchModel`. */
export function trainingStatistics(): FeatureStatistics[] {
  const { names, columns } = labelledRows(TRAINING_ROWS, ROWS_SEED);
  return names.map((name, i) => numberStatistics(name, Float32Array.from(columns[i])));
}

/**
 * Writes a model as two versions of a package, the first one promoted.
 *
 * @param statistics - of its features; without any, nothing is compared with the training rows
 * @returns the model directory
 */
export async function writePackages(
  model: BenchModel,
  folder: string,
  statistics: readonly FeatureStatistics[] = [],
): Promise<string> {
  const checks = await checksOf(model);
  for (const version of VERSIONS) {
    const created = new Date();
    await writePackage(folder, {
      manifest: {
        model: MODEL_NAME,
        version,
        kind: 'xgboost',
        created_at: created.toISOString(),
        features: [...model.featureNames],
        training: {},
        data: {},
        seeds: {},
        metrics: {},
        statistics: [...statistics],
        signatures: [soleSignature(MODEL_NAME, [{ name: 'predictions', role: 'score' }], checks)],
      },
      files: { 'model.onnx': model.onnx, 'feature_meta.json': featureMeta(model, version) },
    });
  }
  await promote(folder, MODEL_NAME, VERSIONS[0]);
  return folder;
}

/** Promotes one of the two versions of `writePackages`, turn about. */
export async function promoteTurn(modelDir: string, turn: number): Promise<void> {
  await promote(modelDir, MODEL_NAME, VERSIONS[turn % VERSIONS.length]);
}

function featureMeta({ featureNames }: BenchModel, modelVersion: string): string {
  return formatFeatureMeta({
    spec: numericFeatures(featureNames),
    labelColumn: 'label',
    modelVersion,
    modelType: 'xgboost',
    createdAt: new Date().toISOString(),
  });
}

async function checksOf({ onnx, featureNames }: BenchModel): Promise<Checks> {
  const source = featureRows(CHECK_ROWS, ROWS_SEED);
  const rows = Array.from({ length: CHECK_ROWS }, (_, row) => rowObject(source, row));
  const encoded = new RowEncoder(numericFeatures(featureNames)).encode(rows, 'rows');
  const session = await openSession(onnx);
  try {
    const outputs = await session.run(encoded.values, encoded.rowCount, featureNames.length);
    const named = session.outputs.map(({ name }, i) => [name, Array.from(outputs[i], Number)] as const);
    return { rows, outputs: Object.fromEntries(named), tolerance: { relative: 1e-5, absolute: 1e-6 } };
  } finally {
    await session.close();
  }
}
