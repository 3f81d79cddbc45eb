/** @needs libxgboost */
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOfManifest, openPackage } from '@reckit/artifacts';
import { parseFeatureMeta } from '@reckit/features';
import { DAY_FEATURES, manifestOf, writeDays } from '../testing/days';
import { answersOf, expectChecksToHold } from '../testing/replay-checks';
import {
  expectSuccess,
  refusalOf,
  trainingApp,
  type Run,
} from '../../../service-testing/programs/training-app';

const app = trainingApp();
let folder = '';
const train = (file: string, version: string, ...args: string[]): Promise<Run> =>
  app.inTurn(folder, [
    ...['--data-path', file, '--features', 'features.json', '--version', version],
    ...['--rounds', '40', ...args],
  ]);
const opened = (version: string) =>
  openPackage(path.join(folder, 'model/xgb', version), 'xgb', ['model.onnx', 'feature_meta.json']);

beforeAll(async () => {
  folder = app.newFolder();
  writeDays(folder);
  expectSuccess(await train('first.csv', 'v1', '--rounds', '80'));
});

test('a day on top of a version beats a cold start on the same rows', async () => {
  const warm = await train('second.csv', 'warm', '--init-from', 'current', '--promote');
  expectSuccess(warm);
  expectSuccess(await train('second.csv', 'cold'));
  expect(warm.stdout).toMatch(/^Init from {3}v1$/m);
  const manifest = await manifestOf(folder, 'xgb', 'warm');
  const { metrics: cold } = await manifestOf(folder, 'xgb', 'cold');
  expect(manifest.metrics['auc']).toBeGreaterThan((cold['auc'] ?? 1) + 0.02);
  expect(manifest.metrics['log_loss']).toBeLessThan((cold['log_loss'] ?? 0) - 0.01);
  expect(manifest.initialised_from).toEqual({
    model: 'xgb',
    version: 'v1',
    sha256: await digestOfManifest(path.join(folder, 'model/xgb/v1')),
  });
  const before = Number((await manifestOf(folder, 'xgb', 'v1')).training['best_iteration']) + 1;
  expect(manifest.training).toMatchObject({ rounds_requested: 40, rounds_before: before });
  expect(Number(manifest.training['best_iteration'])).toBeGreaterThanOrEqual(before);
});

test('what is served is what the library says, and categories of before have their codes', async () => {
  const [first, warm] = [await opened('v1'), await opened('warm')];
  await expectChecksToHold(warm);
  const [before, after] = [first, warm].map(({ file }) => {
    const { spec } = parseFeatureMeta(String(file('feature_meta.json')), null);
    const items = spec.features.find(({ name }) => name === 'item_id');
    if (items?.kind !== 'categorical' || items.coding.kind !== 'vocabulary') throw new Error('no vocabulary');
    return items.coding.values;
  });
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.length).toBeGreaterThan(before.length);
  const { rows } = warm.manifest.signatures[0].checks;
  expect(await answersOf(warm, rows)).not.toEqual(await answersOf(first, rows));
});

test('a version that went on is gone on from as any other', async () => {
  expectSuccess(await train('second.csv', 'third', '--init-from', 'warm', '--rounds', '2'));
  const { training } = await manifestOf(folder, 'xgb', 'third');
  const warm = await manifestOf(folder, 'xgb', 'warm');
  expect(training['rounds_before']).toBe(Number(warm.training['best_iteration']) + 1);
});

describe('what does not fit is one line', () => {
  const refusal = async (...args: string[]) =>
    refusalOf(await train('second.csv', 'never', '--init-from', 'v1', '--quiet', ...args));
  const AS_TRAINED = 'Train as v1 was trained, or leave out --init-from.';

  test.each([
    [
      ['--param', 'objective=reg:squarederror'],
      '--init-from v1: objective is "reg:squarederror" here and "binary:logistic" in v1.',
    ],
    [['--param', 'booster=dart'], '--init-from v1: booster is "dart" here and "gbtree" in v1.'],
    [['--normalize'], '--init-from v1: --normalize is true here and false in v1.'],
  ])('%j', async (args, message) => {
    expect(await refusal(...args)).toBe(`${message} ${AS_TRAINED}`);
  });

  test('a base score', async () => {
    expect(await refusal('--param', 'base_score=0.3')).toBe(
      '--init-from v1: its trees were grown upon its base_score, which cannot change any more. Leave out --param base_score.',
    );
  });

  test('other features', async () => {
    const others = [...DAY_FEATURES.slice(1), { name: 'user_id', kind: 'numeric' }];
    writeFileSync(path.join(folder, 'others.json'), JSON.stringify({ features: others }));
    expect(await refusal('--features', 'others.json')).toBe(
      `--init-from v1: the features are in another order: number 1 is "item_id" here and "user_id" in v1. ${AS_TRAINED}`,
    );
  });

  test('another label', async () => {
    const label = { column: 'label', positive: '>= 1' };
    writeFileSync(path.join(folder, 'label.json'), JSON.stringify({ label, features: DAY_FEATURES }));
    expect(await refusal('--features', 'label.json')).toMatch(
      /^--init-from v1: the rule of the label is .* here and none in v1\. /,
    );
  });

  test('a version, or a model, that is not there', async () => {
    expect(await refusal('--init-from', 'v9')).toBe(
      'There is no version "v9" of xgb in model; there is cold, third, v1, warm.',
    );
    expect(await refusal('--init-from', 'current', '--model-dir', 'elsewhere')).toBe(
      'No version of a model "xgb" in elsewhere; there is none. Train one, or name the folder with --model-dir.',
    );
    rmSync(path.join(folder, 'model/xgb/.current_version'));
    expect(await refusal('--init-from', 'current')).toBe(
      'model names no current version of xgb: promote one, or name one with --init-from.',
    );
  });

  test('a damaged package', async () => {
    truncateSync(path.join(folder, 'model/xgb/cold/xgb_model.json'), 1000);
    expect(await refusal('--init-from', 'cold')).toMatch(
      /^model\/xgb\/cold\/xgb_model\.json has 1000 bytes, the manifest says \d+: the file is truncated or was changed; copy or train the package again\.$/,
    );
  });
});
