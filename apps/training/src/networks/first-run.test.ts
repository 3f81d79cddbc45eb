import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, readCurrentVersion } from '@reckit/artifacts';
import { DEFAULT_MISSING, RANKING_FEATURES } from '@reckit/features';
import type { TrainingResult } from '../run/run-training';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const QUICK = ['--epochs', '4'];
const FILES = ['model.onnx', 'feature_meta.json', 'report.html'];

const BINARY_METRICS = [
  'auc',
  'log_loss',
  'log_loss_constant',
  'normalized_entropy',
  'average_precision',
  'average_precision_constant',
];
const MODELS = [
  {
    name: 'deepfm',
    dataFile: 'data/train_data.csv',
    targets: ['label'],
    outputs: ['predictions'],
    metrics: BINARY_METRICS,
    architecture: { embedding_dim: 16, deep_layers: [128, 64, 32], dropout: 0.5, norm: 'batch' },
    validationLine: /^Validation {2}AUC [01]\.\d{3,4}, log loss \S+ \(constant \S+\)$/m,
  },
  {
    name: 'mmoe',
    dataFile: 'data/mmoe_train_data.csv',
    targets: ['label', 'watch_time', 'gmv'],
    outputs: ['ctr', 'gmv', 'watch_time'],
    metrics: [
      ...BINARY_METRICS.map(metric => `ctr_${metric}`),
      ...['watch_time', 'gmv'].flatMap(task =>
        ['mae', 'mae_constant', 'rmse', 'rmse_constant', 'r2'].map(metric => `${task}_${metric}`),
      ),
      'loss',
    ],
    architecture: { shared_layers: [64, 32], experts: 4, tower_layers: [32, 16], dropout: 0.1 },
    validationLine:
      /^Validation {2}ctr: AUC [01]\.\d{3,4}, log loss \S+ \(constant \S+\)\n {12}watch_time: MAE \S+ \(constant \S+\), RMSE \S+ \(constant \S+\)\n {12}gmv: /m,
  },
] as const;

describe.each(MODELS)('$name without a data file', model => {
  let folder = '';
  let first = '';
  const modelDir = () => path.join(folder, 'model');
  const opened = (version: string) =>
    openPackage(path.join(modelDir(), model.name, version), model.name, FILES);

  beforeAll(async () => {
    folder = apps[model.name].newFolder();
    const run = await apps[model.name].train(folder, [...QUICK, '--version', 'v1']);
    expectSuccess(run);
    first = run.stdout;
  });

  test('writes sample data, says so in one line, trains on them and promotes', async () => {
    expect(first.split('\n').filter(line => line.includes('ample data'))).toEqual([
      `Sample data ${model.dataFile} was missing; seeded sample data has been written there`,
    ]);
    expect(readFileSync(path.join(folder, model.dataFile), 'utf8').trim().split('\n')).toHaveLength(1001);
    expect(first).toContain('Split       800 rows to train on, 200 to validate (seed 42)\n');
    expect(first).toMatch(/^epoch 4\/4 {2}loss \d+\.\d{5} {2}validation \d+\.\d{5}$/m);
    expect(first).toMatch(model.validationLine);
    expect(first).toContain(`model/${model.name}/v1  (current version)\n`);
    expect(await readCurrentVersion(modelDir(), model.name)).toBe('v1');
  });

  test('its manifest says what was trained, how, on what, and how good it is', async () => {
    const { manifest } = await opened('v1');
    expect(manifest).toMatchObject({
      format: 2,
      model: model.name,
      kind: model.name,
      version: 'v1',
      training: {
        engine: 'compiled',
        architecture: model.architecture,
        epochs_requested: 4,
        epochs_trained: 4,
        best_epoch: expect.any(Number),
        early_stopping: 10,
        batch_size: 32,
        learning_rate: 0.001,
        learning_rate_schedule: 'constant',
        optimizer: { kind: 'adam' },
        clip_norm: null,
        embeddings: 0,
      },
      data: {
        path: model.dataFile,
        rows: 1000,
        targets: model.targets,
        missing_values: 0,
        training_rows: 800,
        validation_rows: 200,
      },
      seeds: { split: 42, training: 42 },
    });
    expect(Object.keys(manifest.metrics)).toEqual(model.metrics);
    for (const [name, value] of Object.entries(manifest.metrics)) {
      // That of a network which has hardly begun may be below 0.
      expect([name, Number(value) > (name.endsWith('r2') ? -1 : 0)]).toEqual([name, true]);
    }
    expect(manifest.files.map(file => file.name)).toEqual(FILES);
    expect(manifest.features).toEqual(
      RANKING_FEATURES.map(name => ({
        kind: 'numeric',
        name,
        default: 0,
        scaling: { mean: expect.any(Number), std: expect.any(Number) },
      })),
    );
  });

  test('its checks are raw rows with every output by name', async () => {
    const { rows, outputs, tolerance } = (await opened('v1')).manifest.signatures[0].checks;
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(Object.keys(row)).toEqual([...RANKING_FEATURES]);
    expect(Object.keys(outputs).sort()).toEqual(model.outputs);
    for (const values of Object.values(outputs)) {
      expect(values).toHaveLength(20);
      expect(new Set(values).size).toBeGreaterThan(10);
      for (const value of values) expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(tolerance).toEqual({ relative: 1e-4, absolute: 1e-5 });
  });

  test('feature_meta.json has the keys of the Python system, and says that the graph scales', async () => {
    const { file, manifest } = await opened('v1');
    const meta: Record<string, unknown> = JSON.parse(String(file('feature_meta.json')));
    const { features, ...others } = meta;
    expect(features).toMatchObject(Object(manifest.features));
    expect(features).toMatchObject(
      RANKING_FEATURES.map(name => ({ name, seen: { missing_share: 0, min: expect.any(Number) } })),
    );
    expect(others).toEqual({
      feature_columns: [...RANKING_FEATURES],
      feature_count: 7,
      label_column: 'label',
      model_version: 'v1',
      normalized: true,
      created_at: manifest.created_at,
      model_type: model.name,
      scaled_by: 'graph',
      category_form: 2,
      missing: DEFAULT_MISSING,
    });
  });

  test('report.html shows the run and needs no other file', async () => {
    const page = String((await opened('v1')).file('report.html'));
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('<svg');
    for (const shown of ['v1', ...RANKING_FEATURES, 'loss', 'AUC', 'Optimizer'])
      expect(page).toContain(shown);
    expect(page).not.toMatch(/<(link|iframe|img|object|embed)\b|<script[^>]+src=|@import|url\(|\bfetch\(/i);
  });

  test('a second run uses the data that are there, and is not promoted; --json gives the result alone', async () => {
    const data = readFileSync(path.join(folder, model.dataFile), 'utf8');
    const run = await apps[model.name].train(folder, ['--epochs', '1', '--version', 'v2', '--json']);
    expect(run.code).toBe(0);
    const result: TrainingResult = JSON.parse(run.stdout);
    const { manifest } = await opened('v2');
    expect(result).toEqual({
      model: model.name,
      version: 'v2',
      path: expect.stringMatching(new RegExp(`^/.*/model/${model.name}/v2$`)),
      promoted: false,
      metrics: manifest.metrics,
      training: manifest.training,
      validation: manifest.validation,
    });
    expect(existsSync(path.join(result.path, 'model.onnx'))).toBe(true);
    expect(run.stderr).toMatch(/^epoch 1\/1 /m);
    expect(run.stderr).not.toContain('ample data');
    expect(readFileSync(path.join(folder, model.dataFile), 'utf8')).toBe(data);
    expect(await readCurrentVersion(modelDir(), model.name)).toBe('v1');
  });

  test('with --quiet nothing is printed', async () => {
    const run = await apps[model.name].train(folder, ['--epochs', '1', '--version', 'v3', '--quiet']);
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('--engine eager trains the same model, and speaks no word more', async () => {
    const run = await apps[model.name].train(folder, [...QUICK, '--engine', 'eager', '--version', 'eager']);
    expectSuccess(run);
    expect(run.stdout).toContain('Engine      eager');
    const [compiled, eager] = [(await opened('v1')).manifest, (await opened('eager')).manifest];
    expect(eager.training['engine']).toMatch(/^eager \((wasm|cpu|tensorflow)\)$/);
    expect(Object.keys(eager.metrics)).toEqual(Object.keys(compiled.metrics));
    for (const [name, value] of Object.entries(compiled.metrics)) {
      const allowed = 1e-3 * Math.max(Math.abs(Number(value)), name.endsWith('r2') ? 1 : 0);
      expect([name, Math.abs(Number(eager.metrics[name]) - Number(value)) < allowed]).toEqual([name, true]);
    }
  });

  test('the same seed gives the same bytes, another seed other ones', async () => {
    const elsewhere = path.join(folder, 'elsewhere');
    const train = (...args: string[]) =>
      apps[model.name].train(folder, [...QUICK, '--version', 'v1', ...args, '--model-dir', elsewhere]);
    expectSuccess(await train());
    expectSuccess(await train('--version', 'seed-43', '--seed', '43'));
    const graphOf = (dir: string, version: string) =>
      readFileSync(path.join(dir, model.name, version, 'model.onnx'));
    expect(graphOf(elsewhere, 'v1').equals(graphOf(modelDir(), 'v1'))).toBe(true);
    expect(graphOf(elsewhere, 'seed-43').equals(graphOf(modelDir(), 'v1'))).toBe(false);
  });
});
