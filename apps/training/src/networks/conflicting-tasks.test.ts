import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '@reckit/data';
import { auc } from '@reckit/evaluation';
import { numericFeatures } from '@reckit/features';
import { mmoe, targetOf, type BinaryHead, type MmoeSettings } from '@reckit/nn';
import { fitNetwork } from './fit/fit-network';
import { loadTabularData } from './data/tabular-data';
import { smallSettings } from '../testing/small-settings';

const ROWS = 4_000;
const file = path.join(tmpdir(), `reckit-conflict-${process.pid}.csv`);
const FEATURES = ['a', 'b', 'c', 'd'];
const TASKS = ['left', 'right'];

const settings = smallSettings({ batchSize: 128, initialLimit: 0.05 });

/** Both tasks read the product of two numbers, each with the other sign where a third is positive. */
beforeAll(() => {
  const random = createRandom(7);
  const lines = Array.from({ length: ROWS }, () => {
    const [a, b, c, d] = FEATURES.map(() => random.normal());
    const logits = [4 * a * b * Math.sign(c), -4 * a * b * Math.sign(d)];
    const labels = logits.map(logit => (random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0));
    return [a, b, c, d, ...labels].join();
  });
  writeFileSync(file, [[...FEATURES, ...TASKS].join(), ...lines].join('\n'));
});

afterAll(() => rmSync(file));

/** The AUC of either task, by a network of a size. */
async function aucs(sizes: Pick<MmoeSettings, 'sharedUnits' | 'experts' | 'taskExperts'>): Promise<number[]> {
  const data = await loadTabularData(file, {
    spec: { ...numericFeatures(FEATURES), scaledBy: 'graph' },
    targets: TASKS,
    userColumn: null,
    split: { rule: 'random', share: 0.25, seed: 1 },
    strata: null,
  });
  const heads = TASKS.map((name): BinaryHead => ({ kind: 'binary', name, weight: 1, start: 0 }));
  const network = mmoe(data.layout, heads, { embeddingDim: 1, towerUnits: [8], dropout: 0, ...sizes });
  const outputs = heads.map(head => ({
    task: { name: head.name, kind: 'binary', label: head.name, weight: 1 } as const,
    ...{ input: targetOf(head), transform: head },
  }));
  const { actual, predicted } = await fitNetwork(
    { data, network, tableDim: 1, outputs },
    { engine: 'compiled', settings, epochs: 25, seed: 1, patience: 6 },
  );
  return TASKS.map(task => auc(actual.get(task) ?? [], predicted.get(task) ?? []) ?? 0);
}

test('tasks that want opposite things are learnt by PLE, at least as well as by MMoE of as many weights', async () => {
  const shared = await aucs({ sharedUnits: [16, 8], experts: 4 });
  const parted = await aucs({ sharedUnits: [16, 8], experts: 1, taskExperts: 1 });
  parted.forEach((score, task) => {
    expect(score).toBeGreaterThan(0.8);
    expect(score).toBeGreaterThan(shared[task] - 0.01);
  });
});
