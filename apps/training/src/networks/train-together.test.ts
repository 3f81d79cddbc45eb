import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrainingResult } from '../run/run-training';
import { deepfm } from '../models/deepfm';
import { mmoe } from '../models/mmoe';
import { CLICKS, clickRows, writeClicks } from '../testing/clicks';
import { trainHere } from '../testing/train-here';
import { trainTogether } from '../testing/train-together';

/** How far apart the quality of one process and of several may be. */
const APART = 0.002;

let folder = '';
/** By one process, for 6 epochs. */
let alone: TrainingResult;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-together-'));
  writeClicks(folder, clickRows(2000));
  alone = await trainHere(deepfm, argsOf('alone'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string) => path.join(folder, name);
/** The arguments of a training whose package goes to a folder of its own. */
function argsOf(modelDir: string, ...others: string[]): string[] {
  return [
    ...['--data-path', inFolder(CLICKS.data), '--features', inFolder(CLICKS.features)],
    // Batch norm would be over the part of a batch that a process has.
    ...['--epochs', '6', '--lr', '0.005', '--no-norm', '--version', 'v1'],
    ...['--model-dir', inFolder(modelDir), ...others],
  ];
}

test.each([2, 3])('deepfm is learnt by %i processes as by one', async processes => {
  const together = await trainTogether(processes, deepfm, argsOf(`deepfm-${processes}`));
  expect(alone.metrics['auc']).toBeGreaterThan(0.8);
  expect(Math.abs(Number(together.metrics['auc']) - Number(alone.metrics['auc']))).toBeLessThan(APART);
  expect(together.training['processes']).toBe(processes);
  expect(alone.training).not.toHaveProperty('processes');
  // Written once, and no checkpoint is left.
  expect(readdirSync(inFolder(`deepfm-${processes}/deepfm`)).sort()).toEqual(['.current_version', 'v1']);
});

test('mmoe with gradients that are cut is learnt by 3 processes as by one', async () => {
  const tasks = ['--tasks', inFolder(CLICKS.tasks), '--clip-norm', '1'];
  const byOne = await trainHere(mmoe, argsOf('mmoe-1', ...tasks));
  const together = await trainTogether(3, mmoe, argsOf('mmoe-3', ...tasks));
  expect(Number(byOne.metrics['click_auc'])).toBeGreaterThan(0.8);
  for (const [name, value] of Object.entries(byOne.metrics)) {
    if (name.endsWith('auc'))
      expect(Math.abs(Number(together.metrics[name]) - Number(value))).toBeLessThan(APART);
  }
});

test('what is measured within epochs, sampled and calibrated is learnt by 2 processes as by one', async () => {
  const flags = ['--eval-every', '0.5', '--early-stopping-metric', 'auc', '--early-stopping', '4'];
  const mended = [...flags, '--calibrate', 'platt', '--negative-share', '0.5'];
  const byOne = await trainHere(deepfm, argsOf('mended-1', ...mended));
  const together = await trainTogether(2, deepfm, argsOf('mended-2', ...mended));
  expect(together.training['evaluated_every']).toBe(byOne.training['evaluated_every']);
  expect(together.training['best_epoch']).toBe(byOne.training['best_epoch']);
  for (const metric of ['auc', 'log_loss']) {
    expect(Math.abs(Number(together.metrics[metric]) - Number(byOne.metrics[metric]))).toBeLessThan(APART);
  }
  const rowsOf = ({ training }: TrainingResult) => Object(training['calibration']).outputs.predictions.rows;
  expect(rowsOf(together)).toBe(rowsOf(byOne));
});

test('a checkpoint of 2 processes is gone on from by 3, and by one', async () => {
  const args = (modelDir: string, epochs: number) => [...argsOf(modelDir), '--epochs', String(epochs)];
  await trainTogether(2, deepfm, [...args('on', 3), '--keep-checkpoint']);
  const more = [...args('on', 5), '--version', 'v2', '--resume', '--keep-checkpoint'];
  await trainTogether(3, deepfm, more);
  const last = await trainHere(deepfm, [...args('on', 6), '--version', 'v3', '--resume']);
  expect(last.training['epochs_trained']).toBe(6);
  expect(Math.abs(Number(last.metrics['auc']) - Number(alone.metrics['auc']))).toBeLessThan(APART);
});
