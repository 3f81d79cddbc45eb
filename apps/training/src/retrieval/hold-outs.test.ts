import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { eventTable, heldOutRows, readColumns, sampleEventLog, writeCsv } from '@reckit/data';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const EVENTS = 2_000;
const MODELS = [
  ['youtube-dnn', 'youtube_dnn', []],
  ['two-tower', 'two_tower', ['--features', 'features.json']],
] as const;
const FEATURES = { features: ['user_id', 'item_id'].map(name => ({ name, kind: 'categorical' })) };

async function trained([command, model, args]: (typeof MODELS)[number], ...more: string[]) {
  const folder = apps[command].newFolder();
  const log = sampleEventLog({ seed: 1, users: 100, items: 100, events: EVENTS, maxEvents: 60 });
  await writeCsv(path.join(folder, 'log.csv'), eventTable(log));
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify(FEATURES));
  const run = await apps[command].inTurn(folder, [
    ...['--data-path', 'log.csv', '--time-col', 'time', '--version', 'v1', '--epochs', '2', ...args],
    ...more,
  ]);
  expectSuccess(run);
  const dir = path.join(folder, 'model', model, 'v1');
  const { data, training, metrics } = await readManifest(dir);
  if (data.split === undefined) throw new Error('Nothing says what was held out.');
  const file = path.join(folder, 'log.csv');
  const { rows } = await heldOutRows(data.split, file);
  const report = readFileSync(path.join(dir, 'report.html'), 'utf8');
  const { groups, times } = await readColumns(file, {
    features: [],
    targets: [],
    groups: 'user_id',
    times: 'time',
  });
  const users = groups?.codes ?? new Int32Array();
  return {
    rows,
    data,
    split: data.split,
    training,
    metrics,
    report,
    stdout: run.stdout,
    users,
    times: times ?? new Float64Array(),
  };
}

const others = (rows: Uint32Array) => {
  const held = new Set(rows);
  return Array.from({ length: EVENTS }, (_, row) => row).filter(row => !held.has(row));
};

describe.each(MODELS.map(model => [model[0], model] as const))('%s', (_, model) => {
  test('holds out the last row of each user, and records by which columns', async () => {
    const { rows, split, users, times } = await trained(model);
    expect(split).toMatchObject({ rule: 'last', share: 0.2, seed: 42, user: 'user_id', time: 'time' });
    for (const row of rows) {
      const later = others(rows).filter(other => users[other] === users[row] && times[other] > times[row]);
      expect(later).toEqual([]);
    }
  });

  test('holds out whole users', async () => {
    const { rows, split, users } = await trained(model, '--hold-out', 'group', '--valid-share', '0.3');
    expect(split).toMatchObject({ rule: 'group', share: 0.3, column: 'user_id' });
    const held = new Set(Array.from(rows, row => users[row]));
    expect(held.size).toBeGreaterThan(10);
    expect(others(rows).filter(row => held.has(users[row]))).toEqual([]);
  });

  test('holds out the newest rows', async () => {
    const { rows, split, times } = await trained(model, '--hold-out', 'time', '--valid-share', '0.1');
    expect(split).toMatchObject({ rule: 'time', share: 0.1, column: 'time', rows: 200 });
    const first = Math.min(...Array.from(rows, row => times[row]));
    expect(others(rows).every(row => times[row] < first)).toBe(true);
  });

  test('with none learns from all rows for all its epochs, and says what is measured', async () => {
    const { rows, data, split, training, metrics, report, stdout } = await trained(
      model,
      '--hold-out',
      'none',
    );
    expect(rows).toHaveLength(0);
    expect(split).toMatchObject({ rule: 'none' });
    expect(data).toMatchObject({ training_rows: EVENTS, validation_rows: 0 });
    expect(training).toMatchObject({ epochs_trained: 2, best_epoch: 2, early_stopping: 0 });
    expect(metrics['recall_at_20']).toBeGreaterThan(0);
    expect(stdout).toMatch(/Split +all 2,000 rows to train on, none held out: what is measured are these\n/);
    expect(stdout).toMatch(/\nTraining +recall@20/);
    expect(report).not.toContain('NDCG over all ranks by epoch');
  });
});

test.each([
  [
    'two-tower',
    ['--split', 'time'],
    'Say with --hold-out what to measure on: last, time, group, random, none.',
  ],
  [
    'youtube-dnn',
    ['--valid-path', 'x.csv'],
    'Say with --hold-out what to measure on: last, time, group, random, none.',
  ],
  ['item2vec', ['--split', 'time'], 'Say with --hold-out what to measure on: last or none.'],
  ['node2vec', ['--split', 'random'], 'Say with --hold-out which share of the neighbours to measure on.'],
] as const)('%s says what to give in place of %j', async (command, args, remedy) => {
  const { code, stderr } = await apps[command].inTurn(apps[command].newFolder(), args);
  expect(stderr).toContain(`is invalid. It is for models that rank. ${remedy}\n`);
  expect(code).toBe(1);
});

test('of labelled pairs those of held out users are not learnt from, whatever their label', async () => {
  const folder = apps['two-tower'].newFolder();
  const lines = Array.from({ length: 600 }, (_, i) => `u${i % 30},i${(i * 7) % 20},${Number(i % 3 === 0)}`);
  writeFileSync(path.join(folder, 'pairs.csv'), ['user_id,item_id,label', ...lines].join('\n'));
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify(FEATURES));
  const run = await apps['two-tower'].inTurn(folder, [
    ...['--data-path', 'pairs.csv', '--features', 'features.json', '--version', 'v1', '--epochs', '1'],
    ...['--objective', 'pairs', '--hold-out', 'group'],
  ]);
  expectSuccess(run);
  const { data } = await readManifest(path.join(folder, 'model/two_tower/v1'));
  if (data.split === undefined) throw new Error('Nothing says what was held out.');
  const { rows } = await heldOutRows(data.split, path.join(folder, 'pairs.csv'));
  expect(rows.every(row => row % 3 === 0)).toBe(true);
  const users = new Set(Array.from(rows, row => row % 30));
  expect(data['training_rows']).toBe(600 - 20 * users.size);
});
