import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type OpenPackage } from '@reckit/artifacts';
import { answersOf, expectChecksToHold } from '../testing/replay-checks';
import { CLICK_ARGS, clickRows, writeClicks } from '../testing/clicks';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const FILES = ['model.onnx', 'feature_meta.json'];
const ROWS = clickRows(300);

/** Trains on rows of clicks and opens the package. */
async function trained(
  model: 'deepfm' | 'mmoe',
  rows: readonly Readonly<Record<string, string>>[],
  ...args: string[]
): Promise<OpenPackage> {
  const folder = apps[model].newFolder();
  writeClicks(folder, rows);
  const all = [...CLICK_ARGS[model], '--version', 'v1', '--epochs', '3', '--quiet', ...args];
  expectSuccess(await apps[model].inTurn(folder, all));
  return openPackage(path.join(folder, 'model', model, 'v1'), model, FILES);
}

describe.each(['deepfm', 'mmoe'] as const)('%s with numbers, categories and a sequence', model => {
  let opened: OpenPackage;

  beforeAll(async () => {
    opened = await trained(model, ROWS, '--user-col', 'user');
  });

  test('the served graph answers the check rows as the network does', async () => {
    const { rows } = opened.manifest.signatures[0].checks;
    expect(rows.some(row => !('age' in row))).toBe(true);
    expect(rows.some(row => Array.isArray(row['history']) && row['history'].length > 3)).toBe(true);
    await expectChecksToHold(opened);
  });

  test('what is missing is served as the default, and a value never seen as one', async () => {
    const row = { age: 50, price: 20, city: 'c2', item: '17', history: ['g1', 'g2'] };
    const answers = await answersOf(opened, [
      row,
      { ...row, history: ['g9', 'g1', 'g2'] },
      { ...row, history: ['g3', 'g9', 'g1', 'g2'] },
      { ...row, item: 17 },
      { ...row, age: 30, city: 'c1' },
      { price: 20, item: '17', history: ['g1', 'g2'] },
      { ...row, city: 'rare0' },
      { ...row, city: 'nowhere' },
      { ...row, price: 300 },
      { ...row, price: 1e9 },
    ]);
    for (const values of answers.values()) {
      const [first, longer, longest, byNumber, defaults, missing, rare, unknown, clipped, huge] = values;
      expect(longer).not.toBe(first);
      expect(longest).toBe(longer);
      expect(byNumber).toBe(first);
      expect(missing).toBe(defaults);
      expect(missing).not.toBe(first);
      expect(unknown).toBe(rare);
      expect(huge).toBe(clipped);
    }
  });

  test('the manifest describes the features, but does not list their values', () => {
    const scaling = { mean: expect.any(Number), std: expect.any(Number) };
    expect(opened.manifest.features).toEqual([
      { kind: 'numeric', name: 'age', default: 30, scaling },
      { kind: 'numeric', name: 'price', default: 0, log: true, clip: { min: 1, max: 300 }, scaling },
      {
        kind: 'categorical',
        name: 'city',
        default: 'c1',
        coding: { kind: 'vocabulary', minCount: 3, size: 6 },
      },
      { kind: 'categorical', name: 'item', default: null, coding: { kind: 'hash', buckets: 50 } },
      {
        kind: 'sequence',
        name: 'history',
        maxLength: 3,
        pooling: 'sum',
        separator: '|',
        coding: { kind: 'vocabulary', minCount: 1, size: 20 },
      },
    ]);
  });

  test('a user column gives the AUC within users', () => {
    const name = model === 'deepfm' ? 'gauc' : 'click_gauc';
    const gauc = opened.manifest.metrics[name];
    expect(gauc).toBeGreaterThan(0);
    expect(gauc).toBeLessThanOrEqual(1);
  });

  test('a blank cell trains as the default that is served', async () => {
    const filled = ROWS.map(row => ({ ...row, age: row.age || '30', city: row.city || 'c1' }));
    const explicit = await trained(model, filled, '--user-col', 'user');
    expect(opened.manifest.data['missing_values']).toBeGreaterThan(30);
    const graphOf = ({ file }: OpenPackage) => file('model.onnx') ?? Buffer.of();
    expect(graphOf(explicit).equals(graphOf(opened))).toBe(true);
  });
});

test("tasks of one's own are answered by name and measured in their own units", async () => {
  const { manifest } = await trained('mmoe', ROWS);
  expect(Object.keys(manifest.signatures[0].checks.outputs).sort()).toEqual(['click', 'spent', 'watch']);
  expect(manifest.training['architecture']).toMatchObject({
    tasks: [
      { name: 'click', kind: 'binary', label: 'clicked', weight: 1 },
      { name: 'watch', kind: 'regression', label: 'watch', transform: 'log1p', loss: 'huber', weight: 0.5 },
      { name: 'spent', kind: 'regression', label: 'spent', transform: 'scale', loss: 'mse', weight: 2 },
    ],
  });
  const spent = ROWS.map(row => Number(row.spent));
  const mean = spent.reduce((sum, value) => sum + value, 0) / spent.length;
  const deviation = Math.sqrt(spent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / spent.length);
  expect(Number(manifest.metrics['spent_rmse_constant']) / deviation).toBeGreaterThan(0.5);
  expect(Number(manifest.metrics['spent_rmse_constant']) / deviation).toBeLessThan(2);
});

test.each([
  ['--optimizer', 'adamw', '--weight-decay', '0.1', '--lr-schedule', 'cosine'],
  ['--optimizer', 'adagrad', '--lr-schedule', 'exponential', '--clip-norm', '1'],
  ['--optimizer', 'sgd', '--dropout', '0', '--batch-size', '7'],
  [
    '--batch-norm',
    '--l2-embedding',
    '5',
    '--l2',
    '0.01',
    '--dropout',
    '0.3,0.1',
    '--label-smoothing',
    '0.1',
    '--feature-dims',
    'city=2',
  ],
])('the served graph agrees whatever the training: %s %s', async (...args) => {
  await expectChecksToHold(await trained('deepfm', ROWS, ...args));
});

test('a network of categories alone is trained and served', async () => {
  const folder = apps.deepfm.newFolder();
  writeClicks(folder, ROWS);
  writeFileSync(
    path.join(folder, 'city.json'),
    JSON.stringify({ label: 'clicked', features: [{ name: 'city', kind: 'categorical' }] }),
  );
  const args = ['--data-path', 'clicks.csv', '--features', 'city.json', '--version', 'v1', '--epochs', '2'];
  expectSuccess(await apps.deepfm.inTurn(folder, args));
  await expectChecksToHold(await openPackage(path.join(folder, 'model/deepfm/v1'), 'deepfm', FILES));
});

test('tasks that the Go toolkit does not read by their names are warned of, after all else', async () => {
  const folder = apps.mmoe.newFolder();
  writeClicks(folder, ROWS);
  const { code, stderr } = await apps.mmoe.inTurn(folder, [...CLICK_ARGS.mmoe, '--epochs', '1']);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      'warning: MMoENode of the Go toolkit reads ctr, watch_time, gmv alone: it ignores "click", "watch", "spent" and takes ctr, watch_time, gmv as 0.\n',
  });
});
