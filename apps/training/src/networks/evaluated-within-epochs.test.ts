import { readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { CLICK_ARGS, clickRows, writeClicks } from '../testing/clicks';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('deepfm');
const TRAIN = [
  ...CLICK_ARGS.deepfm,
  ...['--version', 'v1', '--epochs', '60', '--early-stopping', '0', '--batch-size', '32'],
  ...['--eval-every', '0.3', '--early-stopping-metric', 'auc', '--checkpoint-every', '0'],
];

let folder = '';
beforeAll(() => {
  folder = app.newFolder();
  writeClicks(folder, clickRows(2000));
});

const inFolder = (file: string) => path.join(folder, file);
const graph = () => readFileSync(inFolder('model/deepfm/v1/model.onnx'));

test('a run that is stopped within an epoch goes on at the same place, to the same bytes', async () => {
  expectSuccess(await app.train(folder, TRAIN));
  const through = graph();
  const manifest = await readManifest(inFolder('model/deepfm/v1'));
  const best = Number(manifest.training['best_epoch']);
  expect(manifest.training).toMatchObject({
    epochs_trained: 60,
    early_stopping_metric: 'auc',
    evaluated_every: '0.3',
  });
  // 50 steps of 32 rows, of which each 15th and the last are looked at.
  expect([0, 0.3, 0.6, 0.9].map(part => expect.closeTo(part, 3))).toContainEqual(best % 1);
  const page = readFileSync(inFolder('model/deepfm/v1/report.html'), 'utf8');
  expect(page).toContain('AUC by epoch');
  expect(page).toContain('Loss by epoch');
  rmSync(inFolder('model'), { recursive: true });

  const child = app.start(folder, TRAIN);
  await new Promise<void>(resolve => {
    child.stdout.on('data', text => /epoch +\d/.test(String(text)) && resolve());
    child.once('close', () => resolve());
  });
  const ended = once(child, 'close');
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(130);
  const resumed = await app.train(folder, [...TRAIN, '--resume']);
  expectSuccess(resumed);
  expect(resumed.stdout).toMatch(/^Resumed {5}.*, after epoch \d+( and \d+ steps? of the next)?$/m);
  expect(resumed.stdout).toMatch(/^Best epoch {2}[\d.]+ of 60 by AUC$/m);
  expect(graph().equals(through)).toBe(true);
});

test('what cannot be looked at, or how often, is refused before the data are read', async () => {
  const refused = async (...args: string[]) =>
    refusalOf(
      await app.train(folder, ['--data-path', 'nowhere.csv', ...CLICK_ARGS.deepfm.slice(2), ...args]),
    );
  expect(await refused('--early-stopping-metric', 'ndcg')).toMatch(
    /this training measures loss, auc, log_loss/,
  );
  const { code, stderr } = await app.train(folder, [...CLICK_ARGS.deepfm, '--eval-every', '2']);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'Give a share of an epoch, above 0 and up to 1, such as 0.25, or steps, such as 500steps.',
  );
});
