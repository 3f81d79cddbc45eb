import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { twoTower } from '../models/two-tower';
import { youtubeDnn } from '../models/youtube-dnn';
import { trainHere } from '../testing/train-here';
import { trainTogether } from '../testing/train-together';

/** How far apart the quality of one process and of several may be. */
const APART = 0.002;

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-together-'));
  for (const model of [twoTower, youtubeDnn]) await model.writeSampleData?.(dataOf(model.name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataOf = (model: string) => path.join(folder, `${model}.csv`);
const argsOf = (model: string, modelDir: string, ...others: string[]) => [
  ...['--data-path', dataOf(model), '--epochs', '3', '--version', 'v1'],
  ...['--model-dir', path.join(folder, modelDir), ...others],
];

// What an item is compared with are those of the whole batch, whoever learns from its row.
test('two towers find by 3 processes what they find by one', async () => {
  const alone = await trainHere(twoTower, argsOf('two_tower', 'towers-1'));
  const together = await trainTogether(3, twoTower, argsOf('two_tower', 'towers-3'));
  expect(Object.keys(alone.metrics)).toContain('ndcg_at_20');
  for (const [name, value] of Object.entries(alone.metrics)) {
    expect(Math.abs(Number(together.metrics[name]) - Number(value))).toBeLessThan(APART);
  }
});

test('a sampled softmax draws for 2 processes what it draws for one', async () => {
  const sampled = ['--softmax', 'sampled'];
  const alone = await trainHere(youtubeDnn, argsOf('youtube_dnn', 'history-1', ...sampled));
  const together = await trainTogether(2, youtubeDnn, argsOf('youtube_dnn', 'history-2', ...sampled));
  for (const [name, value] of Object.entries(alone.metrics)) {
    expect(Math.abs(Number(together.metrics[name]) - Number(value))).toBeLessThan(APART);
  }
});
