import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { writeSampleData } from '@reckit/data';
import { replayChecks } from '../testing/replay-lookup';
import { trainHere } from '../testing/train-here';
import { din } from './din';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-din-'));
const data = path.join(folder, 'rows.csv');

beforeAll(() => writeSampleData('interests', data));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const train = (version: string, ...own: readonly string[]) =>
  trainHere(din, ['--model-dir', folder, '--data-path', data, '--version', version, ...own]);

test('DIN learns its sample data, and a service answers as the training did; another goes on from it', async () => {
  await train('v1', '--epochs', '12', '--dropout', '0.2');
  const { metrics, training } = await readManifest(path.join(folder, 'din/v1'));
  expect(Number(metrics['auc'])).toBeGreaterThan(0.75);
  expect(training['architecture']).toEqual({
    ...{ embedding_dim: 16, attention_layers: [36], deep_layers: [128, 64, 32] },
    ...{ dropout: 0.2, norm: 'batch' },
  });
  await replayChecks(folder, 'din', 'v1');
  await train('v2', '--epochs', '1', '--lr', '0.0001', '--init-from', 'v1', '--dropout', '0.2');
  const warm = await readManifest(path.join(folder, 'din/v2'));
  expect(Math.abs(Number(warm.metrics['auc']) - Number(metrics['auc']))).toBeLessThan(0.03);
  await expect(train('v3', '--init-from', 'v1', '--attention-softmax')).rejects.toThrow(
    'attention softmax: true here and none in v1',
  );
});

test.each([
  ['no sequence', ['user_age', { name: 'category', kind: 'categorical' }], 'give "history" the key'],
  ['a sequence by itself', ['user_age', { name: 'bought', kind: 'sequence' }], 'give "bought" the key'],
])('features with %s are refused', async (_, features, message) => {
  const file = path.join(folder, 'features.json');
  writeFileSync(file, JSON.stringify({ features }));
  await expect(train('refused', '--features', file)).rejects.toThrow(message);
});
