import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOfManifest, openPackage } from '@reckit/artifacts';
import { readServedWeights } from '@reckit/nn';
import { DAY_FEATURES, manifestOf, writeDays } from '../testing/days';
import { expectChecksToHold } from '../testing/replay-checks';
import { expectSuccess, refusalOf, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
let folder = '';
const argsOf = (file: string, version: string) => [
  ...['--data-path', file, '--features', 'features.json', '--version', version],
  ...['--epochs', '6', '--embedding-dim', '8', '--lr', '0.003', '--dropout', '0'],
];
const train = (file: string, version: string, ...args: string[]) =>
  apps.deepfm.train(folder, [...argsOf(file, version), ...args]);
const opened = (version: string, model = 'deepfm') =>
  openPackage(path.join(folder, 'model', model, version), model, ['model.onnx', 'feature_meta.json']);

beforeAll(async () => {
  folder = apps.deepfm.newFolder();
  writeDays(folder);
  expectSuccess(await train('first.csv', 'v1'));
});

test('a day on top of a version beats a cold start on the same rows', async () => {
  expectSuccess(await train('second.csv', 'warm', '--init-from', 'current', '--promote'));
  expectSuccess(await train('second.csv', 'cold', '--epochs', '20'));
  const manifest = await manifestOf(folder, 'deepfm', 'warm');
  const { metrics: cold } = await manifestOf(folder, 'deepfm', 'cold');
  expect(manifest.metrics['auc']).toBeGreaterThan((cold['auc'] ?? 1) + 0.02);
  expect(manifest.metrics['log_loss']).toBeLessThan((cold['log_loss'] ?? 0) - 0.01);
  expect(manifest.initialised_from).toEqual({
    model: 'deepfm',
    version: 'v1',
    sha256: await digestOfManifest(path.join(folder, 'model/deepfm/v1')),
  });
  await expectChecksToHold(await opened('warm'));
});

test('embeddings of values that are known begin as they were, and new ones follow them', async () => {
  // So low a rate moves nothing by as much as a ten-thousandth.
  expectSuccess(
    await train('second.csv', 'still', '--init-from', 'v1', '--lr', '0.0000001', '--epochs', '1'),
  );
  const [before, after] = await Promise.all(
    ['v1', 'still'].map(async version => {
      const { tables, parameters } = readServedWeights(
        (await opened(version)).file('model.onnx') ?? Buffer.of(),
      );
      return { table: tables.get('fields'), parameters };
    }),
  );
  const [rows, dim] = before.table?.shape ?? [];
  expect(after.table?.shape[0]).toBeGreaterThan(rows);
  // Users come first, and then the items, of which some are new: both tables begin with the same rows.
  const both = [before, after].map(({ table }) => table?.values().subarray(0, 450 * dim) ?? []);
  both[0].forEach((value, i) => expect(Math.abs(value - both[1][i])).toBeLessThan(1e-4));
  // Hours come last, after the new items.
  const last = [before, after].map(({ table }) => table?.values().slice(-24 * dim) ?? new Float32Array());
  last[0].forEach((value, i) => expect(Math.abs(value - last[1][i])).toBeLessThan(1e-4));
  for (const [name, { values }] of before.parameters) {
    const now = after.parameters.get(name)?.values() ?? [];
    values().forEach((value, i) => expect(Math.abs(value - now[i])).toBeLessThan(1e-4));
  }
});

test('a run that goes on from a version and is killed goes on from its checkpoint to the same bytes', async () => {
  const args = ['--init-from', 'v1', '--checkpoint-every', '0', '--epochs', '30', '--early-stopping', '0'];
  expectSuccess(await train('second.csv', 'whole', ...args));
  const child = apps.deepfm.start(folder, [...argsOf('second.csv', 'cut'), ...args]);
  const ended = once(child, 'close');
  child.stdout.on('data', text => /^epoch +\d/m.test(String(text)) && child.kill('SIGINT'));
  expect((await ended)[0]).toBe(130);
  expect(refusalOf(await train('second.csv', 'cut', ...args, '--resume', '--init-from', 'warm'))).toMatch(
    /: --init-from is "v1 \([0-9a-f]{12}\)" in the checkpoint and "warm \([0-9a-f]{12}\)" in this run\. /,
  );
  expectSuccess(await train('second.csv', 'cut', ...args, '--resume'));
  const [whole, cut] = await Promise.all(['whole', 'cut'].map(async version => opened(version)));
  expect(cut.file('model.onnx')).toEqual(whole.file('model.onnx'));
});

test('several tasks keep the units of their amounts, and numbers their buckets', async () => {
  const tasks = [
    { name: 'click', kind: 'binary', label: 'label' },
    { name: 'price_paid', kind: 'regression', label: 'price' },
  ];
  writeFileSync(path.join(folder, 'tasks.json'), JSON.stringify(tasks));
  const features = [
    ...DAY_FEATURES.slice(0, 3),
    { name: 'hour', kind: 'categorical', buckets: { quantiles: 4 } },
    { name: 'user_x_hour', kind: 'categorical', cross: ['user_id', 'hour'], buckets: 3_000 },
  ];
  writeFileSync(path.join(folder, 'ids.json'), JSON.stringify({ features }));
  const trainTasks = (file: string, version: string, ...args: string[]) =>
    apps.mmoe.train(folder, [
      ...argsOf(file, version),
      ...['--features', 'ids.json', '--tasks', 'tasks.json', '--epochs', '2', '--quiet', ...args],
    ]);
  expect((await trainTasks('first.csv', 'v1')).code).toBe(0);
  expect((await trainTasks('second.csv', 'v2', '--init-from', 'v1')).code).toBe(0);
  const [first, second] = await Promise.all(['v1', 'v2'].map(version => manifestOf(folder, 'mmoe', version)));
  const scales = { architecture: { scales: [1, expect.any(Number)] } };
  expect(first.training).toMatchObject(scales);
  expect(second.training['architecture']).toEqual(first.training['architecture']);
  expect(first.features[3]).toMatchObject({ name: 'hour', buckets: { edges: [6, 12, 18], only: true } });
  expect(second.features.slice(3)).toEqual(first.features.slice(3));
  await expectChecksToHold(await opened('v2', 'mmoe'));
  writeFileSync(path.join(folder, 'tasks.json'), JSON.stringify(tasks.slice(0, 1)));
  const refused = await trainTasks('second.csv', 'v3', '--init-from', 'v1');
  expect(refusalOf(refused)).toMatch(/^--init-from v1: tasks: .* here and .*price_paid.* in v1\. /);
});

describe('what does not fit is one line', () => {
  const AS_TRAINED = 'Train as v1 was trained, or leave out --init-from.';
  const refusal = async (...args: string[]) =>
    refusalOf(
      await apps.deepfm.inTurn(folder, [
        ...argsOf('second.csv', 'never'),
        ...['--init-from', 'v1', '--quiet', ...args],
      ]),
    );

  test.each([
    [['--deep-layers', '64'], 'deep layers: [64] here and [128, 64, 32] in v1'],
    [['--embedding-dim', '4'], 'embedding dim: 4 here and 8 in v1'],
  ])('%j', async (args, difference) => {
    expect(await refusal(...args)).toBe(`--init-from v1: ${difference}. ${AS_TRAINED}`);
  });

  test('other features', async () => {
    const hashed = DAY_FEATURES.map(feature =>
      feature.name === 'item_id' ? { ...feature, buckets: 100 } : feature,
    );
    writeFileSync(path.join(folder, 'hashed.json'), JSON.stringify({ features: hashed }));
    expect(await refusal('--features', 'hashed.json')).toBe(
      `--init-from v1: the feature "item_id" has the coding hash here and vocabulary in v1. ${AS_TRAINED}`,
    );
  });

  test('another label', async () => {
    const label = { column: 'label', positive: '>= 1' };
    writeFileSync(path.join(folder, 'label.json'), JSON.stringify({ label, features: DAY_FEATURES }));
    expect(await refusal('--features', 'label.json')).toMatch(
      /^--init-from v1: label: .* here and none in v1\. /,
    );
  });

  test('a damaged package', async () => {
    truncateSync(path.join(folder, 'model/deepfm/cold/model.onnx'), 1000);
    expect(await refusal('--init-from', 'cold')).toMatch(
      /^model\/deepfm\/cold\/model\.onnx has 1000 bytes, the manifest says \d+: /,
    );
  });
});
