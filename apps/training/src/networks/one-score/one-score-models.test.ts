import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { writeSampleData } from '@reckit/data';
import { dcn } from '../../models/dcn';
import { deepfm } from '../../models/deepfm';
import { finalmlp } from '../../models/finalmlp';
import { trainHere } from '../../testing/train-here';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-one-score-'));
const data = path.join(folder, 'rows.csv');

beforeAll(() => writeSampleData('ranking', data));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function argsOf(...own: readonly string[]): readonly string[] {
  return ['--model-dir', folder, '--data-path', data, '--epochs', '8', '--version', 'v1', ...own];
}

async function trained(name: string): Promise<{ auc: number; architecture: unknown }> {
  const { metrics, training } = await readManifest(path.join(folder, name, 'v1'));
  return { auc: Number(metrics['auc']), architecture: training['architecture'] };
}

test('all networks learn the ranking data', async () => {
  await trainHere(deepfm, argsOf());
  await trainHere(dcn, argsOf('--cross-rank', '3', '--stacked'));
  await trainHere(
    finalmlp,
    argsOf('--heads', '4', '--first-gate', 'user_age, user_gender', '--second-gate', 'item_ctr'),
  );
  const [ofDeepFm, ofDcn, ofFinalMlp] = [
    await trained('deepfm'),
    await trained('dcn'),
    await trained('finalmlp'),
  ];
  for (const { auc } of [ofDeepFm, ofDcn, ofFinalMlp]) expect(auc).toBeGreaterThan(0.85);
  expect(ofDcn.architecture).toMatchObject({
    cross_layers: 2,
    cross_rank: 3,
    deep_layers: [128, 64, 32],
    stacked: true,
    norm: 'batch',
  });
  expect(ofFinalMlp.architecture).toMatchObject({
    first_layers: [128, 64, 32],
    second_layers: [64, 32],
    heads: 4,
    first_gate: ['user_age', 'user_gender'],
    second_gate: ['item_ctr'],
  });
});

test.each([
  [
    ['--heads', '3'],
    '--heads 3 does not divide 32, the last number of units of a stream: give one that divides both.',
  ],
  [['--first-gate', 'age'], '--first-gate: there is no feature "age"; there are item_ctr, item_cvr, '],
])('finalmlp %j is refused', async (own, message) => {
  await expect(trainHere(finalmlp, argsOf('--version', 'refused', ...own))).rejects.toThrow(message);
});
