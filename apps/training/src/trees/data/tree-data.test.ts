/** @needs libxgboost */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openPackage } from '@reckit/artifacts';
import { createRandom } from '@reckit/data';
import { parseFeatureMeta, RANKING_FEATURES, RowEncoder } from '@reckit/features';
import { Booster, DMatrix } from '@reckit/xgboost';
import { RANKING_CSV } from '../../testing/recordings';
import { expectSuccess, trainingApp } from '../../../../service-testing/programs/training-app';

const app = trainingApp();
const RECORDED = readFileSync(RANKING_CSV, 'utf8').trim();
const PACKAGE_FILES = ['xgb_model.json', 'feature_meta.json', 'feature_scaler.json'];
const BLANK_SHARE = 0.2;

/** The recorded data with every fifth cell or so, but never the label, replaced. */
function withGaps(replacement: string): string {
  const random = createRandom(7);
  const [header, ...rows] = RECORDED.split('\n');
  const replaceSome = (row: string) =>
    row.replace(/[^,]+,/g, cell => (random.uniform() < BLANK_SHARE ? `${replacement},` : cell));
  return [header, ...rows.map(replaceSome)].join('\n');
}

async function trainOn(rows: string, ...args: string[]) {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), rows);
  const features = RANKING_FEATURES.map(name => ({ name, default: 'missing' }));
  writeFileSync(path.join(folder, 'missing.json'), JSON.stringify({ features }));
  expectSuccess(
    await app.train(folder, ['--data-path', 'rows.csv', '--version', 'v1', '--rounds', '30', ...args]),
  );
  return openPackage(path.join(folder, 'model/xgb/v1'), 'xgb', PACKAGE_FILES);
}

/** Scores rows as a service would encode them, with the library itself and the rounds up to the best. */
function scoreAsServed(
  { manifest, file }: Awaited<ReturnType<typeof openPackage>>,
  rows: readonly unknown[],
): Float32Array {
  const scaler = file('feature_scaler.json');
  const { spec } = parseFeatureMeta(String(file('feature_meta.json')), scaler && String(scaler));
  const { values } = new RowEncoder(spec).encode(rows, 'data');
  const matrix = new DMatrix({ data: values, featureCount: spec.features.length });
  const booster = Booster.load(file('xgb_model.json') ?? Buffer.of());
  const scores = booster.predict(matrix, {
    rounds: { begin: 0, end: Number(manifest.training['best_iteration']) + 1 },
  });
  matrix.close();
  booster.close();
  return scores;
}

test.each([
  { title: 'with the default 0', args: [] },
  { title: 'with the default "missing"', args: ['--features', 'missing.json'] },
  { title: 'with the default 0, standardised', args: ['--normalize'] },
  { title: 'with the default "missing", standardised', args: ['--features', 'missing.json', '--normalize'] },
])('a blank cell $title scores in serving as it did in training', async ({ args }) => {
  const opened = await trainOn(withGaps(''), ...args);
  const { rows, outputs } = opened.manifest.signatures[0].checks;
  expect(rows.filter(row => Object.keys(row).length < RANKING_FEATURES.length).length).toBeGreaterThan(5);
  for (const value of rows.flatMap(row => Object.values(row))) expect(value).toEqual(expect.any(Number));

  const served = scoreAsServed(opened, rows);
  served.forEach((score, row) => expect(Math.abs(score - outputs['predictions'][row])).toBeLessThan(1e-6));
  const explicit = rows.map(row =>
    Object.fromEntries(RANKING_FEATURES.map(name => [name, row[name] ?? null])),
  );
  expect([...scoreAsServed(opened, explicit)]).toEqual([...served]);
});

test('a blank cell trains as the default, 0 unless the feature file says otherwise', async () => {
  const [blank, zero, missing] = await Promise.all([
    trainOn(withGaps('')),
    trainOn(withGaps('0')),
    trainOn(withGaps(''), '--features', 'missing.json'),
  ]);
  const treesOf = (opened: typeof blank) => opened.file('xgb_model.json') ?? Buffer.of();
  expect(treesOf(blank).equals(treesOf(zero))).toBe(true);
  expect(treesOf(blank).equals(treesOf(missing))).toBe(false);
  const blankCells = withGaps('')
    .split(/[,\n]/)
    .filter(cell => cell === '').length;
  expect(blank.manifest.data['missing_values']).toBe(blankCells);
  expect(zero.manifest.data['missing_values']).toBe(0);
  const rowCount = Number(blank.manifest.data['rows']);
  const { seen } = parseFeatureMeta(String(blank.file('feature_meta.json')), null);
  const shares = [...seen.values()].map(({ missingShare }) => missingShare);
  expect(shares.reduce((sum, share) => sum + share * rowCount, 0)).toBeCloseTo(blankCells);
});

test('JSON lines and Parquet train the very trees that the same rows as CSV do', async () => {
  const folder = app.newFolder();
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  const rows = `read_csv('${RANKING_CSV}')`;
  await connection.run(`COPY (FROM ${rows}) TO '${path.join(folder, 'rows.jsonl')}' (FORMAT json)`);
  await connection.run(`COPY (FROM ${rows}) TO '${path.join(folder, 'rows.parquet')}' (FORMAT parquet)`);
  connection.closeSync();
  database.closeSync();

  const args = ['--rounds', '5', '--version'];
  const runs = await Promise.all([
    app.train(folder, ['--data-path', RANKING_CSV, ...args, 'csv']),
    app.train(folder, ['--data-path', 'rows.jsonl', ...args, 'jsonl']),
    app.train(folder, ['--data', 'rows.parquet', ...args, 'parquet']),
  ]);
  runs.forEach(expectSuccess);
  const treesOf = (version: string) =>
    readFileSync(path.join(folder, 'model/xgb', version, 'xgb_model.json'));
  expect(treesOf('jsonl').equals(treesOf('csv'))).toBe(true);
  expect(treesOf('parquet').equals(treesOf('csv'))).toBe(true);
});
