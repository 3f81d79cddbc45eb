/** @needs libxgboost */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openPackage, type OpenPackage } from '@reckit/artifacts';
import { createRandom } from '@reckit/data';
import { deepfm } from '../models/deepfm';
import { xgb } from '../models/xgb';
import { answersOf } from '../testing/replay-checks';
import { trainHere } from '../testing/train-here';

const folder = mkdtempSync(path.join(os.tmpdir(), 'negatives-'));
const inFolder = (file: string) => path.join(folder, file);
const DATA = [
  ...['--data-path', inFolder('rare.csv'), '--features', inFolder('features.json')],
  ...['--model-dir', inFolder('model')],
];
const ROWS = 12_000;

/** Rows of which about one in twenty is positive, by a logistic rule. */
const rows = (() => {
  const random = createRandom(5);
  return Array.from({ length: ROWS }, () => {
    const [x, y] = [random.normal(0, 1), random.normal(0, 1)];
    const chance = 1 / (1 + Math.exp(-(1.2 * x - 0.8 * y - 3.6)));
    return { x, y, label: Number(random.uniform() < chance) };
  });
})();
const positive = rows.filter(({ label }) => label === 1).length / ROWS;

beforeAll(() => {
  const lines = rows.map(({ x, y, label }) => `${x},${y},${label}`);
  writeFileSync(inFolder('rare.csv'), `x,y,label\n${lines.join('\n')}\n`);
  writeFileSync(inFolder('features.json'), JSON.stringify({ features: [{ name: 'x' }, { name: 'y' }] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The mean of what a version answers to all rows. */
async function meanAnswer(opened: OpenPackage): Promise<number> {
  const answers = (await answersOf(opened, rows)).get('predictions') ?? new Float32Array();
  return answers.reduce((sum, answer) => sum + answer, 0) / answers.length;
}

describe.each([
  ['xgb', (args: readonly string[]) => trainHere(xgb, args), []],
  [
    'deepfm',
    (args: readonly string[]) => trainHere(deepfm, args),
    ['--epochs', '6', '--dropout', '0', '--lr', '0.01'],
  ],
] as const)('%s', (name, train, args) => {
  test('learns from a fifth of the negative rows, and answers for all', async () => {
    const versions: OpenPackage[] = [];
    for (const more of [[], ['--negative-share', '0.2']]) {
      const version = `v${versions.length}`;
      const { path: dir } = await train([...DATA, ...args, '--version', version, ...more]);
      versions.push(await openPackage(dir, name));
    }
    const [all, sampled] = versions.map(({ manifest }) => manifest);
    const { kept, of } = Object(sampled.data['negatives']);
    expect(kept / of).toBeCloseTo(0.2, 1);
    expect(sampled.data['training_rows']).toBe(Number(all.data['training_rows']) - of + kept);
    expect(sampled.data['validation_rows']).toBe(all.data['validation_rows']);
    const means = await Promise.all(versions.map(meanAnswer));
    // With the odds of the rows that were learnt from it would be four times as much.
    for (const mean of means) expect(Math.abs(mean / positive - 1)).toBeLessThan(0.25);
    expect(Number(sampled.metrics['auc'])).toBeGreaterThan(Number(all.metrics['auc']) - 0.03);
    expect(Number(sampled.metrics['log_loss'])).toBeLessThan(1.05 * Number(all.metrics['log_loss']));
  });
});

test('trees that go on from a version learn upon its margin', async () => {
  const usual = [...DATA, '--negative-share', '0.2', '--rounds', '60'];
  await trainHere(xgb, [...usual, '--version', 'first']);
  const { path: dir } = await trainHere(xgb, [...usual, '--init-from', 'first', '--version', 'second']);
  const mean = await meanAnswer(await openPackage(dir, 'xgb'));
  expect(Math.abs(mean / positive - 1)).toBeLessThan(0.25);
});

test('is refused where it cannot be measured, or corrects nothing', async () => {
  const share = [...DATA, '--negative-share', '0.2'];
  for (const train of [
    () => trainHere(xgb, [...share, '--split', 'none']),
    () => trainHere(deepfm, [...share, '--split', 'none']),
  ]) {
    await expect(train()).rejects.toThrow(
      '--negative-share is measured on rows that are held out with all their negatives, and --split none holds none out: leave one of them out.',
    );
  }
  await expect(trainHere(xgb, [...share, '--param', 'objective=rank:pairwise'])).rejects.toThrow(
    '--negative-share corrects probabilities, and the objective rank:pairwise gives none: leave it out, or train with binary:logistic.',
  );
});
