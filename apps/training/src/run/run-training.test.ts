/** @needs libxgboost */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, readCurrentVersion, versionOfTime } from '@reckit/artifacts';
import { RANKING_CSV } from '../testing/recordings';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';
import type { TrainingResult } from './run-training';

const app = trainingApp();
const QUICK = ['--rounds', '5', '--data-path', RANKING_CSV];

test('without a data file, sample data are written, said in one line, and there is something to learn in them', async () => {
  const folder = app.newFolder();
  const begin = new Date();
  const run = await app.train(folder, []);
  expectSuccess(run);
  const told = run.stdout.split('\n').filter(line => line.includes('sample data'));
  expect(told).toEqual([
    'Sample data data/train_data.csv was missing; seeded sample data has been written there',
  ]);

  const data = readFileSync(path.join(folder, 'data/train_data.csv'), 'utf8');
  expect(data.trim().split('\n')).toHaveLength(1001);
  const [version] = readdirSync(path.join(folder, 'model/xgb')).filter(name => !name.startsWith('.'));
  expect(version).toMatch(/^\d{8}_\d{6}$/);
  expect(versionOfTime(begin) <= version && version <= versionOfTime(new Date())).toBe(true);
  const { manifest } = await openPackage(path.join(folder, 'model/xgb', version), 'xgb', ['model.onnx']);
  expect(manifest.data).toMatchObject({ path: 'data/train_data.csv', rows: 1000 });
  expect(manifest.metrics['auc']).toBeGreaterThan(0.97);

  const second = await app.train(folder, ['--rounds', '12', '--version', 'second', '--no-gen']);
  expectSuccess(second);
  expect(second.stdout).not.toContain('ample data');
  expect(readFileSync(path.join(folder, 'data/train_data.csv'), 'utf8')).toBe(data);
  const progress = /^round +(\d+)\/12 {2}train logloss 0\.\d+ {2}validation logloss 0\.\d+$/gm;
  expect([...second.stdout.matchAll(progress)].map(([, round]) => round)).toEqual(['1', '10', '12']);
});

test('with --no-gen a missing default file is an error, and nothing is created', async () => {
  const folder = app.newFolder();
  expect(refusalOf(await app.inTurn(folder, ['--no-gen']))).toBe(
    'data/train_data.csv: no such file, and --no-gen forbids sample data. Name your data with --data-path.',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['--data-path', '--data'])(
  'a mistyped path after %s is an error, and nothing is created there',
  async flag => {
    const folder = app.newFolder();
    expect(refusalOf(await app.inTurn(folder, [flag, 'data/trian_data.csv']))).toBe(
      'data/trian_data.csv: no such file. Check the path.',
    );
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('sample data are not written for features that they do not have', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'features.json'), '{"features": ["age"]}');
  expect(refusalOf(await app.inTurn(folder, ['--features', 'features.json']))).toContain(
    'sample data would not have the features of features.json',
  );
  expect(readdirSync(folder)).toEqual(['features.json']);
});

test('the first version is promoted by itself, later ones on request', async () => {
  const folder = app.newFolder();
  const modelDir = path.join(folder, 'model');
  const outcomes: { promoted: boolean; current: string | null }[] = [];
  for (const args of [['v1'], ['v2'], ['v3', '--promote']]) {
    const run = await app.inTurn(folder, [...QUICK, '--json', '--quiet', '--version', ...args]);
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
    validation: manifest.validation,
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
