import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, readCurrentVersion } from '@reckit/artifacts';
import { RANKING_CSV } from '../testing/recordings';
import { expectSuccess, refusalOf, trainingApp } from '../testing/training-app';
import type { TrainingResult } from './run-training';

const app = trainingApp();
const QUICK = ['--rounds', '5', '--data-path', RANKING_CSV];

test('without a data file, one line says that sample data were written, and they can be learnt', async () => {
  const folder = app.newFolder();
  const before = Date.now();
  const run = await app.train(folder, []);
  expectSuccess(run);
  const told = run.stdout.split('\n').filter(line => line.includes('sample data'));
  expect(told).toEqual([
    'Sample data data/train_data.csv was missing; seeded sample data has been written there',
  ]);

  const rows = readFileSync(path.join(folder, 'data/train_data.csv'), 'utf8').trim().split('\n');
  expect(rows).toHaveLength(1001);
  const [version] = readdirSync(path.join(folder, 'model/xgb')).filter(name => !name.startsWith('.'));
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(version)?.map(Number) ?? [];
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  expect(time).toBeGreaterThan(before - 1000);
  expect(time).toBeLessThanOrEqual(Date.now());
  const { manifest } = await openPackage(path.join(folder, 'model/xgb', version), 'xgb', ['model.onnx']);
  expect(manifest.data).toMatchObject({ path: 'data/train_data.csv', rows: 1000 });
  expect(manifest.metrics['auc']).toBeGreaterThan(0.97);
});

test('a second run trains on the sample data of the first, and says nothing of them', async () => {
  const folder = app.newFolder();
  expectSuccess(await app.train(folder, ['--rounds', '5', '--version', 'first']));
  const data = readFileSync(path.join(folder, 'data/train_data.csv'));
  const run = await app.train(folder, ['--rounds', '5', '--version', 'second', '--no-gen']);
  expectSuccess(run);
  expect(run.stdout).not.toContain('ample data');
  expect(readFileSync(path.join(folder, 'data/train_data.csv')).equals(data)).toBe(true);
});

test('with --no-gen a missing default file is an error, and nothing is created', async () => {
  const folder = app.newFolder();
  expect(refusalOf(await app.train(folder, ['--no-gen']))).toBe(
    'data/train_data.csv: no such file, and --no-gen forbids sample data. Name your data with --data-path.',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['--data-path', '--data'])(
  'a mistyped path after %s is an error, and nothing is created there',
  async flag => {
    const folder = app.newFolder();
    expect(refusalOf(await app.train(folder, [flag, 'data/trian_data.csv']))).toBe(
      'data/trian_data.csv: no such file. Check the path.',
    );
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('sample data are not written for features that they do not have', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'features.json'), '{"features": ["age"]}');
  expect(refusalOf(await app.train(folder, ['--features', 'features.json']))).toContain(
    'sample data would not have the features of features.json',
  );
  expect(readdirSync(folder)).toEqual(['features.json']);
});

test('the first version is promoted by itself, later ones on request', async () => {
  const folder = app.newFolder();
  const modelDir = path.join(folder, 'model');
  const outcomes: { promoted: boolean; current: string | null }[] = [];
  for (const args of [['v1'], ['v2'], ['v3', '--promote']]) {
    const run = await app.train(folder, [...QUICK, '--json', '--quiet', '--version', ...args]);
    expectSuccess(run);
    const { promoted }: TrainingResult = JSON.parse(run.stdout);
    outcomes.push({ promoted, current: await readCurrentVersion(modelDir, 'xgb') });
  }
  expect(outcomes).toEqual([
    { promoted: true, current: 'v1' },
    { promoted: false, current: 'v1' },
    { promoted: true, current: 'v3' },
  ]);
});

test('with --json standard output is the result as one JSON value, and the rest goes to standard error', async () => {
  const folder = app.newFolder();
  const run = await app.train(folder, [
    '--rounds',
    '5',
    '--json',
    '--version',
    'v1',
    '--model-dir',
    'models',
  ]);
  expect(run.code).toBe(0);
  const result: TrainingResult = JSON.parse(run.stdout);
  const dir = path.join(folder, 'models/xgb/v1');
  const { manifest } = await openPackage(dir, 'xgb', []);
  expect(result).toEqual({
    model: 'xgb',
    version: 'v1',
    path: expect.stringMatching(/^\/.*models\/xgb\/v1$/),
    promoted: true,
    metrics: manifest.metrics,
    training: manifest.training,
  });
  expect(existsSync(path.join(result.path, 'model.onnx'))).toBe(true);
  expect(run.stderr).toContain('sample data has been written');
  expect(run.stderr).toMatch(/round 5\/5/);
});

test('with --quiet nothing is printed, warnings of the library included', async () => {
  const folder = app.newFolder();
  const deprecated = ['--param', 'objective=reg:linear'];
  const [loud, quiet] = await Promise.all([
    app.train(folder, [...QUICK, ...deprecated, '--version', 'loud']),
    app.train(folder, [...QUICK, ...deprecated, '--version', 'quiet', '--quiet', '--promote']),
  ]);
  expect(loud.stderr).toMatch(/^warning: reg:linear .*deprecated.*\n$/);
  expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('progress tells the metrics of the first round, every tenth and the last', async () => {
  const folder = app.newFolder();
  const run = await app.train(folder, [...QUICK, '--rounds', '12']);
  expectSuccess(run);
  const rounds = [
    ...run.stdout.matchAll(/^round +(\d+)\/12 {2}train logloss 0\.\d+ {2}validation logloss 0\.\d+$/gm),
  ];
  expect(rounds.map(([, round]) => round)).toEqual(['1', '10', '12']);
});
