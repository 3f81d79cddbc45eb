/** @needs libxgboost */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type Manifest } from '@reckit/artifacts';
import { stratifiedSplit } from '@reckit/data';
import { parseFeatureMeta, RANKING_FEATURES } from '@reckit/features';
import { readXgboostModel } from '@reckit/onnx';
import { onnx } from 'onnx-proto';
import { RANKING_CSV, readRankingData } from '../testing/recordings';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp();
const PYTHON_META_KEYS = [
  'feature_columns',
  'feature_count',
  'label_column',
  'model_version',
  'normalized',
  'created_at',
  'model_type',
];
const SEED = 42;

let modelDir = '';
let plain: Manifest;
let normalized: Manifest;

beforeAll(async () => {
  const folder = app.newFolder();
  modelDir = path.join(folder, 'model');
  for (const args of [
    ['--version', 'normalized', '--normalize'],
    ['--version', 'plain'],
  ]) {
    expectSuccess(await app.train(folder, ['--data-path', RANKING_CSV, '--seed', String(SEED), ...args]));
  }
  plain = await manifestOf('plain');
  normalized = await manifestOf('normalized');
});

const fileOf = (version: string, name: string) => readFileSync(path.join(modelDir, 'xgb', version, name));
const jsonOf = (version: string, name: string): Record<string, unknown> =>
  JSON.parse(fileOf(version, name).toString('utf8'));

async function manifestOf(version: string): Promise<Manifest> {
  return (await openPackage(path.join(modelDir, 'xgb', version), 'xgb', [])).manifest;
}

/** The boosted trees in an ONNX file; one tree more, the first, is the base margin. */
function treeCountOf(model: Buffer): number {
  const { graph } = onnx.ModelProto.decode(model);
  const trees = graph?.node?.find(node => node.opType === 'TreeEnsembleRegressor');
  const treeOfNode = trees?.attribute?.find(attribute => attribute.name === 'nodes_treeids');
  return new Set(treeOfNode?.ints?.map(Number)).size - 1;
}

test('the manifest says what the model is, what it was made from, and how good it is', () => {
  const labels = readFileSync(RANKING_CSV, 'utf8').trim().split('\n').slice(1);
  expect(plain).toMatchObject({
    format: 2,
    model: 'xgb',
    version: 'plain',
    kind: 'xgboost',
    training: {
      parameters: { objective: 'binary:logistic', max_depth: 5, eta: 0.1, seed: SEED, nthread: 1 },
      rounds_requested: 1_000,
      early_stopping: 10,
      normalized: false,
      validation_share: 0.2,
    },
    data: {
      path: RANKING_CSV,
      sha256: createHash('sha256').update(readFileSync(RANKING_CSV)).digest('hex'),
      bytes: readFileSync(RANKING_CSV).byteLength,
      rows: 1000,
      label: 'label',
      positives: labels.filter(line => line.endsWith(',1')).length,
      missing_values: 0,
      training_rows: 800,
      validation_rows: 200,
    },
    seeds: { split: SEED, training: SEED },
  });
  expect(Math.abs(Date.now() - Date.parse(plain.created_at))).toBeLessThan(10 * 60 * 1000);
  expect(plain.features).toEqual(RANKING_FEATURES.map(name => ({ kind: 'numeric', name, default: 0 })));
});

test.each(['plain', 'normalized'])(
  'the manifest of the %s version lists every file with size and checksum',
  async version => {
    const { files } = await manifestOf(version);
    const written = readdirSync(path.join(modelDir, 'xgb', version)).filter(name => name !== 'manifest.json');
    expect(files.map(file => file.name).sort()).toEqual(written.sort());
    for (const { name, size, sha256 } of files) {
      const bytes = fileOf(version, name);
      expect([size, sha256]).toEqual([bytes.byteLength, createHash('sha256').update(bytes).digest('hex')]);
    }
  },
);

test('trees trained on the recorded data rank its validation rows well', () => {
  expect(plain.metrics['auc']).toBeGreaterThan(0.97);
  expect(normalized.metrics['auc']).toBeGreaterThan(0.97);
  expect(plain.metrics['log_loss']).toBeLessThan(0.1);
  expect(plain.metrics['accuracy']).toBeGreaterThan(0.94);
});

test('the checks are rows of the data as a client would send them, with their scores', async () => {
  const { valuesOf, labels } = await readRankingData();
  const columns = RANKING_FEATURES.map(valuesOf);
  const rows = new Set(Array.from(labels, (_, row) => columns.map(values => values[row]).join()));
  expect(plain.signatures[0].checks.rows).toHaveLength(20);
  for (const row of plain.signatures[0].checks.rows) {
    expect(Object.keys(row)).toEqual([...RANKING_FEATURES]);
    expect(rows).toContain(Object.values(row).join());
  }
  const { predictions } = plain.signatures[0].checks.outputs;
  expect(predictions).toHaveLength(20);
  for (const score of predictions) expect(score > 0 && score < 1).toBe(true);
  expect(new Set(predictions).size).toBeGreaterThan(10);
});

test('the served model ends with the best round, though training went on', () => {
  for (const { version, training } of [plain, normalized]) {
    const model = readXgboostModel(fileOf(version, 'xgb_model.json'));
    expect(training['best_iteration']).toBe(model.bestIteration);
    expect(training['rounds_trained']).toBe(model.roundCount);
    expect(model.roundCount).toBe(Number(model.bestIteration) + 11);
    expect(treeCountOf(fileOf(version, 'model.onnx'))).toBe(Number(model.bestIteration) + 1);
  }
});

test('the importance of a feature counts its splits in the saved trees', () => {
  const { forest } = readXgboostModel(fileOf('plain', 'xgb_model.json'));
  const splits = RANKING_FEATURES.map(() => 0);
  forest.splitFeatures.forEach((feature, node) => {
    if (forest.leftChildren[node] !== -1) splits[feature]++;
  });
  expect(plain.training['feature_importance']).toEqual(
    RANKING_FEATURES.map((name, i) => ({
      name,
      weight: splits[i],
      gain: expect.any(Number),
      cover: expect.any(Number),
    })),
  );
});

test('feature_meta.json has the keys of the Python system, and describes every feature', () => {
  const meta = jsonOf('plain', 'feature_meta.json');
  expect(Object.keys(meta)).toEqual([
    ...PYTHON_META_KEYS,
    ...['scaled_by', 'category_form', 'category_ids', 'missing', 'features'],
  ]);
  expect(meta).toMatchObject({
    feature_columns: [...RANKING_FEATURES],
    feature_count: 7,
    label_column: 'label',
    model_version: 'plain',
    normalized: false,
    created_at: plain.created_at,
    model_type: 'xgboost',
    scaled_by: 'host',
    features: plain.features,
  });
});

test('feature_meta.json tells what the data had of each feature', () => {
  const { seen } = parseFeatureMeta(JSON.stringify(jsonOf('plain', 'feature_meta.json')), null);
  expect([...seen.keys()]).toEqual([...RANKING_FEATURES]);
  const { missingShare, range } = seen.get('item_ctr') ?? {};
  expect(missingShare).toBe(0);
  // Of a thousand values drawn between these two.
  expect(range?.min).toBeGreaterThanOrEqual(0.01);
  expect(range?.min).toBeLessThan(0.02);
  expect(range?.max).toBeGreaterThan(0.49);
  expect(range?.max).toBeLessThanOrEqual(0.5);
});

test('a scaler is in the package of a normalised model alone, also when an older version has one', () => {
  const namesOf = ({ files }: Manifest) => files.map(file => file.name);
  expect(namesOf(normalized)).toContain('feature_scaler.json');
  expect(namesOf(plain)).not.toContain('feature_scaler.json');
  expect(jsonOf('normalized', 'feature_meta.json')['normalized']).toBe(true);
});

test('the scaling is fitted on the training rows only, so that validation rows do not leak into it', async () => {
  const { valuesOf, labels } = await readRankingData();
  const { train } = stratifiedSplit(labels, 0.2, SEED);
  const meanOf = (rows: Iterable<number>, values: Float32Array) => {
    const taken = Array.from(rows, row => values[row]);
    return taken.reduce((sum, value) => sum + value) / taken.length;
  };
  const scaler = jsonOf('normalized', 'feature_scaler.json');
  for (const name of RANKING_FEATURES) {
    const mean = meanOf(train, valuesOf(name));
    expect(scaler[name]).toEqual({ mean: expect.closeTo(mean, 8), std: expect.any(Number) });
    expect(meanOf(labels.keys(), valuesOf(name))).not.toBeCloseTo(mean, 8);
  }
});

test('report.html shows the run and needs no other file', () => {
  const page = fileOf('plain', 'report.html').toString('utf8');
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain('<svg');
  for (const shown of ['plain', ...RANKING_FEATURES, 'logloss', 'AUC']) expect(page).toContain(shown);
  expect(page).not.toMatch(/<(link|iframe|img|object|embed)\b|<script[^>]+src=|@import|url\(|\bfetch\(/i);
});

test('the same seed gives the same bytes, another seed another split', async () => {
  const folder = app.newFolder();
  const runs = [
    ['--version', 'again', '--seed', String(SEED)],
    ['--version', 'other', '--seed', String(SEED + 1)],
  ];
  await Promise.all(
    runs.map(async args =>
      expectSuccess(await app.train(folder, ['--data-path', RANKING_CSV, '--model-dir', modelDir, ...args])),
    ),
  );
  for (const name of ['model.onnx', 'xgb_model.json']) {
    expect(fileOf('again', name).equals(fileOf('plain', name))).toBe(true);
    expect(fileOf('other', name).equals(fileOf('plain', name))).toBe(false);
  }
  expect((await manifestOf('again')).signatures[0].checks).toEqual(plain.signatures[0].checks);
  expect((await manifestOf('other')).signatures[0].checks.rows).not.toEqual(plain.signatures[0].checks.rows);
});
