/** @needs libxgboost */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { createRandom, heldOutRows } from '@reckit/data';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp();
const RANDOM = createRandom(5);
/** Rows of 20 hours and 15 users, in no order of time. */
const ROWS = Array.from({ length: 400 }, (_, i) => {
  const x = RANDOM.integer(0, 20);
  return {
    x: String(x),
    y: String(RANDOM.integer(0, 20)),
    user: `u${RANDOM.integer(0, 14)}`,
    hour: String(1_796_000_000 + 3600 * ((i * 7) % 20)),
    label: String(Number(x + RANDOM.integer(-4, 4) > 10)),
  };
});

const csvOf = (rows: readonly Readonly<Record<string, string>>[]) =>
  [Object.keys(rows[0]), ...rows.map(row => Object.values(row))].map(cells => cells.join()).join('\n');

function folderOf(rows = ROWS): string {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), csvOf(rows));
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features: ['x', 'y'] }));
  return folder;
}

const USUAL = ['--data-path', 'rows.csv', '--features', 'features.json'];

async function trained(folder: string, ...args: string[]) {
  const run = await app.inTurn(folder, [...USUAL, '--version', 'v1', '--rounds', '5', ...args]);
  expectSuccess(run);
  const manifest = await readManifest(path.join(folder, 'model/xgb/v1'));
  if (manifest.data.split === undefined) throw new Error('Nothing says what was held out.');
  return { manifest, record: manifest.data.split, stdout: run.stdout };
}

test('by time, the newest hours are validated on', async () => {
  const folder = folderOf();
  const { record, stdout } = await trained(folder, '--split', 'time', '--time-col', 'hour');
  const { rows } = await heldOutRows(record, path.join(folder, 'rows.csv'));
  const hours = [...new Set(ROWS.map(({ hour }) => hour))].sort().slice(-4);
  expect([...rows]).toEqual([...ROWS.keys()].filter(row => hours.includes(ROWS[row].hour)));
  expect(stdout).toContain('320 rows to train on, 80 to validate (the newest by hour)');
});

test('by group, whole users are validated on, whatever the order of the rows', async () => {
  const usersOf = async (rows: typeof ROWS) => {
    const folder = folderOf(rows);
    const { record } = await trained(folder, '--split', 'group', '--group-col', 'user', '--seed', '1');
    const held = await heldOutRows(record, path.join(folder, 'rows.csv'));
    return new Set(Array.from(held.rows, row => rows[row].user));
  };
  const users = await usersOf(ROWS);
  expect(users.size).toBeGreaterThan(0);
  expect(users.size).toBeLessThan(15);
  expect(await usersOf([...ROWS].reverse())).toEqual(users);
});

test('with none, all rows grow all trees, and the metrics are said to be theirs', async () => {
  const { manifest, record, stdout } = await trained(folderOf(), '--split', 'none', '--early-stopping', '1');
  expect(record).toMatchObject({ rule: 'none', rows: 0 });
  expect(manifest.training).toMatchObject({ rounds_trained: 5, best_iteration: 4, early_stopping: 0 });
  expect(manifest.data).toMatchObject({ training_rows: 400, validation_rows: 0 });
  expect(stdout).toMatch(/\nTraining +AUC/);
  expect(stdout).not.toMatch(/validat/i);
});

test('data of their own may be of another format, and have no part in what is fitted', async () => {
  const folder = folderOf();
  const others = ROWS.slice(0, 50).map(row => ({ ...row, x: String(Number(row.x) + 1000) }));
  writeFileSync(path.join(folder, 'valid.jsonl'), others.map(row => JSON.stringify(row)).join('\n'));
  const { manifest, record, stdout } = await trained(folder, '--valid-path', 'valid.jsonl', '--normalize');
  expect((await heldOutRows(record, path.join(folder, 'valid.jsonl'))).rows).toHaveLength(50);
  expect(manifest.data).toMatchObject({ rows: 450, training_rows: 400, validation_rows: 50 });
  expect(stdout).toContain('400 rows to train on, 50 to validate (valid.jsonl)');
  const { mean } = JSON.parse(JSON.stringify(manifest.features[0])).scaling;
  expect(mean).toBeCloseTo(ROWS.reduce((sum, { x }) => sum + Number(x), 0) / ROWS.length, 4);
  expect(Number(manifest.signatures[0].checks.rows[0]['x'])).toBeGreaterThan(999);
});

test('labels that are amounts are held out too', async () => {
  const { record } = await trained(
    folderOf(),
    ...['--param', 'objective=reg:squarederror', '--valid-share', '0.5'],
  );
  expect(record).toMatchObject({ rule: 'random', share: 0.5, rows: 200 });
  expect(record).not.toHaveProperty('stratified_by');
});

test('one group alone cannot be split', async () => {
  const folder = folderOf(ROWS.map(row => ({ ...row, user: 'u1' })));
  const run = await app.inTurn(folder, [...USUAL, '--split', 'group', '--group-col', 'user']);
  expect(refusalOf(run)).toBe(
    'rows.csv: column user: all rows have one group, and a split by groups needs two. Name another column, or hold out any rows at random.',
  );
});

describe('with weights', () => {
  const EVERY_ROW = ['--split', 'none', '--param', 'subsample=1', '--param', 'colsample_bytree=1'];
  const TIMES = ROWS.map((_, i) => [1, 3, 0, 2][i % 4]);
  const weighted = ROWS.map((row, i) => ({ ...row, w: String(TIMES[i]) }));

  test('a row with a weight is as so many rows, to the trees and to the metrics', async () => {
    const repeated = ROWS.flatMap((row, i) => Array<(typeof ROWS)[number]>(TIMES[i]).fill(row));
    const byWeight = await trained(folderOf(weighted), ...EVERY_ROW, '--weight-col', 'w');
    const byRows = await trained(folderOf(repeated), ...EVERY_ROW);
    for (const [name, value] of Object.entries(byRows.manifest.metrics)) {
      expect(byWeight.manifest.metrics[name]).toBeCloseTo(value ?? NaN, 6);
    }
    const alike = await trained(folderOf(weighted), ...EVERY_ROW);
    expect(alike.manifest.metrics['auc']).not.toBeCloseTo(byWeight.manifest.metrics['auc'] ?? NaN, 6);
    expect(byWeight.manifest.data).toMatchObject({ weights: { predictions: 'w' } });
    expect(alike.manifest.data).not.toHaveProperty('weights');
    expect(byWeight.stdout).toMatch(/\nWeights +by w, in the loss and all metrics\n/);
  });

  test('an objective that ranks lists has none for rows', async () => {
    const args = [...USUAL, '--weight-col', 'w', '--param', 'objective=rank:pairwise'];
    expect(refusalOf(await app.inTurn(folderOf(weighted), args))).toBe(
      'The objective rank:pairwise weighs lists of rows, and not the rows: leave out --weight-col, or choose another objective.',
    );
  });

  test.each([
    [
      '-1',
      'row 2 (line 3), column w: expected the weight of a row, a number that is not negative, got "-1".',
    ],
    [
      '',
      'row 2 (line 3), column w: expected the weight of a row, a number that is not negative, got a blank cell.',
    ],
  ])('%j is refused', async (cell, message) => {
    const folder = folderOf(weighted.map((row, i) => (i === 1 ? { ...row, w: cell } : row)));
    expect(refusalOf(await app.inTurn(folder, [...USUAL, '--weight-col', 'w']))).toContain(message);
  });

  test.each([
    ['in all rows', (): string => '0', [], 'every weight is 0, so there is nothing to learn.'],
    [
      'in all rows to validate on',
      ({ hour }: { hour: string }): string => (hour > '1796050000' ? '0' : '1'),
      ['--split', 'time', '--time-col', 'hour'],
      'every row to validate on has the weight 0. Give some of them a weight, or hold out others.',
    ],
  ] as const)('the weight 0 %s is refused', async (_, weightOf, args, message) => {
    const folder = folderOf(ROWS.map(row => ({ ...row, w: weightOf(row) })));
    const refusal = refusalOf(await app.inTurn(folder, [...USUAL, '--weight-col', 'w', ...args]));
    expect(refusal).toContain(`rows.csv: column w: ${message}`);
  });
});
