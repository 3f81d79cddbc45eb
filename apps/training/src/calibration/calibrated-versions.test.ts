/** @needs libxgboost */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openPackage, type OpenPackage } from '@reckit/artifacts';
import { readForestGraph } from '@reckit/onnx';
import { deepfm } from '../models/deepfm';
import { mmoe } from '../models/mmoe';
import { xgb } from '../models/xgb';
import { CLICKS, clickRows, writeClicks } from '../testing/clicks';
import { expectChecksToHold } from '../testing/replay-checks';
import { trainHere } from '../testing/train-here';

const folder = mkdtempSync(path.join(os.tmpdir(), 'calibrated-'));
const inFolder = (file: string) => path.join(folder, file);
const DATA = ['--data-path', inFolder(CLICKS.data), '--model-dir', inFolder('model')];
const FEATURES = ['--features', inFolder(CLICKS.features)];
const RANDOM_CLICKS = 0.3;

beforeAll(() => {
  // Clicks that do not follow from the features, so that who is sure is often wrong.
  const rows = clickRows(2_000).map((row, i) =>
    i % 10 < 10 * RANDOM_CLICKS ? { ...row, clicked: String(i % 2), watch: '1', spent: '1' } : row,
  );
  writeClicks(folder, rows);
  const features = [{ name: 'age' }, { name: 'price' }];
  writeFileSync(inFolder('numbers.json'), JSON.stringify({ label: 'clicked', features }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Trained = (...args: string[]) => Promise<OpenPackage>;

function trainer(
  name: string,
  train: (args: readonly string[]) => Promise<{ readonly path: string }>,
): Trained {
  let count = 0;
  return async (...args) => {
    const { path: dir } = await train([...DATA, '--version', `${name}-${count++}`, ...args]);
    return openPackage(dir, name);
  };
}

const ranked = (opened: OpenPackage, metric: string) => Number(opened.manifest.metrics[metric]);

describe.each([
  [
    'xgb',
    trainer('xgb', args => trainHere(xgb, args)),
    // Of categories and sequences trees would want other features.
    [
      '--features',
      inFolder('numbers.json'),
      '--early-stopping',
      '0',
      '--rounds',
      '40',
      '--param',
      'eta=1',
      '--param',
      'max_depth=9',
    ],
  ],
  [
    'deepfm',
    trainer('deepfm', args => trainHere(deepfm, args)),
    [
      ...FEATURES,
      '--early-stopping-metric',
      'auc',
      '--early-stopping',
      '0',
      '--epochs',
      '12',
      '--lr',
      '0.01',
      '--dropout',
      '0',
    ],
  ],
] as const)('%s', (name, train, args) => {
  test.each(['platt', 'isotonic'])('too sure answers are mended by %s, in their order', async method => {
    const plain = await train(...args);
    const opened = await train(...args, '--calibrate', method);
    expect(ranked(opened, 'log_loss')).toBeLessThan(ranked(plain, 'log_loss') - 0.01);
    expect(ranked(opened, 'auc')).toBeCloseTo(ranked(plain, 'auc'), 4);
    const { calibration } = opened.manifest.training;
    expect(calibration).toMatchObject({
      method,
      outputs: {
        predictions: {
          rows: 400,
          log_loss_before: expect.closeTo(ranked(plain, 'log_loss'), 3),
          log_loss_after: expect.any(Number),
        },
      },
    });
    await expectChecksToHold(opened);
    expect(readFileSync(path.join(opened.dir, 'report.html'), 'utf8')).toContain(
      'each half of the rows by what the other says',
    );
    if (name === 'xgb') {
      const graph = readForestGraph(opened.file('model.onnx') ?? Buffer.of());
      expect(graph?.calibration).not.toBeNull();
    }
  });
});

test('of mmoe each yes or no is calibrated by itself, and amounts are what they were', async () => {
  const train = trainer('mmoe', args => trainHere(mmoe, args));
  const args = [...FEATURES, '--tasks', inFolder(CLICKS.tasks), '--epochs', '3'];
  const [plain, opened] = [await train(...args), await train(...args, '--calibrate', 'isotonic')];
  expect(Object.keys(Object(opened.manifest.training['calibration']).outputs)).toEqual(['click']);
  expect(ranked(opened, 'click_auc')).toBeCloseTo(ranked(plain, 'click_auc'), 4);
  expect(ranked(opened, 'watch_mae')).toBe(ranked(plain, 'watch_mae'));
  expect(ranked(opened, 'click_log_loss')).toBeLessThanOrEqual(ranked(plain, 'click_log_loss') + 1e-6);
  await expectChecksToHold(opened);
});

const PLATT = [...DATA, '--calibrate', 'platt'];

test.each([
  ['deepfm without rows to learn from', () => trainHere(deepfm, [...PLATT, '--split', 'none'])],
  ['xgb without rows to learn from', () => trainHere(xgb, [...PLATT, '--split', 'none'])],
])('is refused by %s', async (_, train) => {
  await expect(train()).rejects.toThrow(
    '--calibrate platt learns from rows that are held out, and --split none holds none out: leave one of them out.',
  );
});

test('is refused where there is no probability', async () => {
  await expect(trainHere(xgb, [...PLATT, '--param', 'objective=reg:squarederror'])).rejects.toThrow(
    '--calibrate platt mends probabilities, and the objective reg:squarederror gives none: leave it out, or train with binary:logistic.',
  );
  writeFileSync(
    inFolder('amounts.json'),
    JSON.stringify([{ name: 'watch', kind: 'regression', label: 'watch' }]),
  );
  const amounts = [...PLATT, ...FEATURES, '--tasks', inFolder('amounts.json')];
  await expect(trainHere(mmoe, amounts)).rejects.toThrow(
    '--calibrate platt mends probabilities, and no task is a yes or no: leave it out.',
  );
});
