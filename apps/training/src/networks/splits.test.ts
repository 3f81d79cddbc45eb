import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest, type Manifest } from '@reckit/artifacts';
import { heldOutRows } from '@reckit/data';
import { CLICK_ARGS, CLICKS, clickRows, csvOf, writeClicks } from '../testing/clicks';
import { expectSuccess, refusalOf, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const MODELS = ['deepfm', 'mmoe'] as const;
type Model = (typeof MODELS)[number];

const DAY_MS = 86_400_000;
/** Rows of 30 days, ten a day, in no order of time. */
const ROWS = clickRows(300).map((row, i): Readonly<Record<string, string>> => ({
  ...row,
  day: new Date(Date.UTC(2026, 10, 1) + ((i * 7) % 30) * DAY_MS).toISOString().slice(0, 10),
}));

async function trained(model: Model, args: readonly string[], others: Readonly<Record<string, string>> = {}) {
  const folder = apps[model].newFolder();
  writeClicks(folder, ROWS);
  for (const [name, content] of Object.entries(others)) writeFileSync(path.join(folder, name), content);
  const run = await apps[model].inTurn(folder, [
    ...[...CLICK_ARGS[model], '--version', 'v1', '--epochs', '2', '--batch-size', '64'],
    ...args,
  ]);
  expectSuccess({ ...run, stderr: '' });
  const dir = path.join(folder, 'model', model, 'v1');
  const file = (name: string) => readFileSync(path.join(dir, name), 'utf8');
  const manifest = await readManifest(dir);
  return { folder, manifest, file, stdout: run.stdout };
}

/** The rows that were held out of a training, found again by its manifest. */
async function heldOut({ data }: Manifest, file: string): Promise<number[]> {
  if (data.split === undefined) throw new Error('The manifest has no record of what was held out.');
  expect(data['validation_rows']).toBe(data.split.rows);
  return [...(await heldOutRows(data.split, file)).rows];
}

describe.each(MODELS)('%s', model => {
  test('with --split time is validated on the newest days', async () => {
    const args = ['--split', 'time', '--time-col', 'day', '--valid-share', '0.1'];
    const { folder, manifest, stdout } = await trained(model, args);
    const held = await heldOut(manifest, path.join(folder, CLICKS.data));
    expect(manifest.data.split).toMatchObject({ rule: 'time', share: 0.1, column: 'day', rows: 30 });
    expect(manifest.training['validation_share']).toBe(0.1);
    expect(new Set(held.map(row => ROWS[row].day))).toEqual(
      new Set(['2026-11-28', '2026-11-29', '2026-11-30']),
    );
    expect(stdout).toContain('270 rows to train on, 30 to validate (the newest by day)');
  });

  test('with --split group is validated on whole users', async () => {
    const { folder, manifest, stdout } = await trained(model, ['--split', 'group', '--group-col', 'user']);
    const held = await heldOut(manifest, path.join(folder, CLICKS.data));
    const users = new Set(held.map(row => ROWS[row].user));
    expect(held).toEqual([...ROWS.keys()].filter(row => users.has(ROWS[row].user)));
    expect(stdout).toContain(`${held.length} to validate (whole groups of user, seed 42)`);
  });

  test('with --split none learns from all rows for all its epochs, and says what is measured', async () => {
    const { folder, manifest, file, stdout } = await trained(model, ['--split', 'none']);
    expect(await heldOut(manifest, path.join(folder, CLICKS.data))).toEqual([]);
    expect(manifest.data).toMatchObject({ training_rows: 300, validation_rows: 0 });
    expect(manifest.training).toMatchObject({ early_stopping: 0, epochs_trained: 2, best_epoch: 2 });
    expect(stdout).toMatch(/Split +all 300 rows to train on, none held out: what is measured are these\n/);
    expect(stdout).toMatch(/\nTraining +/);
    expect(stdout).not.toMatch(/validat/i);
    expect(file('report.html')).toContain('<th scope="col">training</th>');
    expect(file('report.html')).not.toContain('<th scope="col">validation</th>');
  });

  test('with --valid-path is validated on other data, encoded as those that it learns from', async () => {
    const others = clickRows(50, 9).map(row => ({ ...row, city: row.city === '' ? '' : 'elsewhere' }));
    const { folder, manifest, file, stdout } = await trained(model, ['--valid-path', 'valid.jsonl'], {
      'valid.jsonl': others.map(row => JSON.stringify(row)).join('\n'),
    });
    expect(await heldOut(manifest, path.join(folder, 'valid.jsonl'))).toEqual([...others.keys()]);
    expect(manifest.data).toMatchObject({ rows: 350, training_rows: 300, split: { rule: 'file' } });
    expect(manifest.training).not.toHaveProperty('validation_share');
    expect(stdout).toContain('300 rows to train on, 50 to validate (valid.jsonl)');
    expect(file('feature_meta.json')).not.toContain('elsewhere');
    expect(JSON.stringify(manifest.signatures[0].checks.rows)).toContain('elsewhere');
  });

  test('holds out a fifth at random unless told otherwise, and records it', async () => {
    const { folder, manifest } = await trained(model, []);
    const held = await heldOut(manifest, path.join(folder, CLICKS.data));
    expect(manifest.data.split).toMatchObject({
      rule: 'random',
      share: 0.2,
      seed: 42,
      stratified_by: 'clicked',
    });
    expect(held).toHaveLength(60);
    expect((await trained(model, ['--split', 'random', '--valid-share', '0.2'])).manifest.metrics).toEqual(
      manifest.metrics,
    );
  });
});

const CLASSES_BY_DAY = ROWS.map(row => ({ ...row, clicked: row.day > '2026-11-24' ? '1' : '0' }));

test('rows to validate of one class are told of', async () => {
  const folder = apps.deepfm.newFolder();
  const mostly = CLASSES_BY_DAY.map((row, i) =>
    row.clicked === '0' && i % 5 === 0 ? { ...row, clicked: '1' } : row,
  );
  writeClicks(folder, mostly);
  const run = await apps.deepfm.inTurn(folder, [
    ...[...CLICK_ARGS.deepfm, '--epochs', '1', '--split', 'time', '--time-col', 'day'],
  ]);
  expect(run.code).toBe(0);
  expect(run.stdout + run.stderr).toContain(
    'Every row to validate on has the label 1 in the column "clicked"',
  );
  expect(run.stdout).toContain('AUC undefined');
});

test.each<[string, readonly string[], string]>([
  [
    'a time without its column',
    ['--split', 'time'],
    '--split time needs to know by which column: give --time-col NAME.',
  ],
  [
    'a group without its column',
    ['--split', 'group'],
    '--split group needs to know by which column: give --group-col NAME.',
  ],
  [
    'a column of times for another split',
    ['--time-col', 'day'],
    '--time-col is read with --split time alone: add that, or leave it out.',
  ],
  [
    'a column of groups for another split',
    ['--split', 'none', '--group-col', 'user'],
    '--group-col is read with --split group alone: add that, or leave it out.',
  ],
  [
    'a share of nothing',
    ['--split', 'none', '--valid-share', '0.1'],
    '--split none holds nothing out, so --valid-share has nothing to say: leave one of them out.',
  ],
  [
    'two ways to hold out',
    ['--valid-path', 'x.csv', '--split', 'random'],
    '--valid-path names the rows to validate on, so --split has nothing to say: leave one of them out.',
  ],
  [
    'a share of another file',
    ['--valid-path', 'x.csv', '--valid-share', '0.1'],
    '--valid-path names the rows to validate on, so --valid-share has nothing to say: leave one of them out.',
  ],
  ['a file that is not there', ['--valid-path', 'x.csv'], 'x.csv: no such file. Check the path.'],
  [
    'a column that is not there',
    ['--split', 'time', '--time-col', 'date'],
    'clicks.csv: no column "date". The file has user, age, price, city, item, history, clicked, watch, spent, day.',
  ],
  [
    'times that are none',
    ['--split', 'time', '--time-col', 'user'],
    'clicks.csv: row 1 (line 2), column user: expected a date such as 2026-11-30 or 2026-11-30T08:00:00Z, got "u',
  ],
  [
    'rows to train on of one class',
    ['--split', 'time', '--time-col', 'day'],
    'clicks.csv: column clicked: every row to train on has the label 0, so there is nothing to learn. Hold out less, or by another rule.',
  ],
  [
    'data to validate without a feature',
    ['--valid-path', 'short.csv'],
    'short.csv: no column "age". The file has x.',
  ],
])('%s is refused in one line', async (_, args, message) => {
  const folder = apps.deepfm.newFolder();
  writeClicks(folder, CLASSES_BY_DAY);
  writeFileSync(path.join(folder, 'short.csv'), csvOf([{ x: '1' }]));
  const before = readdirSync(folder);
  expect(refusalOf(await apps.deepfm.inTurn(folder, [...CLICK_ARGS.deepfm, ...args]))).toContain(message);
  expect(readdirSync(folder)).toEqual(before);
});

test.each(['0', '1', 'half', ''])('%j is no share', async share => {
  const folder = apps.deepfm.newFolder();
  const { code, stderr } = await apps.deepfm.inTurn(folder, ['--valid-share', share]);
  expect(stderr).toContain('Give a number between 0 and 1, such as 0.1.');
  expect(code).toBe(1);
});
