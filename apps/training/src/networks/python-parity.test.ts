import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeRows } from '@reckit/data';
import { auc, mse } from '@reckit/evaluation';
import { numericFeatures, RANKING_FEATURES } from '@reckit/features';
import { constant, deepFm, mmoe, targetOf } from '@reckit/nn';
import * as z from 'zod';
import { fitNetwork, type FittedNetwork } from './fit/fit-network';
import { loadTabularData, type TabularData } from './data/tabular-data';
import { trainingPart } from './data/training-part';
import { DEFAULT_TASKS, headOf, startOf } from './tasks/tasks';
import type { TrainingSettings } from './settings/training-settings';

const folder = mkdtempSync(path.join(tmpdir(), 'python-parity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIXTURES = path.resolve(__dirname, '../../fixtures');

const splitSchema = z.object({ train: z.array(z.number()), validation: z.array(z.number()) });
const deepfmSchema = z.object({
  quality: z.object({ validation: z.object({ auc: z.number(), logloss: z.number() }) }),
});
const mmoeSchema = z.object({
  quality: z.object({
    validation: z.object({
      ctrAuc: z.number(),
      watchTimeMse: z.number(),
      watchTimeMseOfTrainMean: z.number(),
      gmvMse: z.number(),
      gmvMseOfTrainMean: z.number(),
    }),
  }),
});

const settings: TrainingSettings = {
  batchSize: 32,
  threads: 1,
  optimizer: { kind: 'adam' },
  tableOptimizer: { kind: 'lazy-adam' },
  embeddings: { l2: 0, initialLimit: 0.05 },
  clipNorm: null,
  learningRate: constant(0.001),
};

function json(model: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(FIXTURES, model, file), 'utf8'));
}

/** The data of a recording, split as Python split them. */
function load(model: string, data: string, targets: readonly string[]): Promise<TabularData> {
  const split = splitSchema.parse(json(model, 'split.json'));
  const [header, ...lines] = readFileSync(path.join(FIXTURES, model, data), 'utf8')
    .trim()
    .split('\n');
  const write = (part: keyof typeof split) => {
    const file = path.join(folder, `${model}-${part}.csv`);
    writeFileSync(file, [header, ...split[part].map(row => lines[row])].join('\n'));
    return file;
  };
  const validation = write('validation');
  return loadTabularData(write('train'), {
    spec: numericFeatures(RANKING_FEATURES),
    targets,
    userColumn: null,
    split: { rule: 'file', data: { path: validation, shown: validation, options: {}, origin: null } },
    strata: null,
  });
}

function pairOf({ actual, predicted }: FittedNetwork, column: string, output: string) {
  return [actual.get(column) ?? new Float32Array(), predicted.get(output) ?? new Float32Array()] as const;
}

test('on the rows of the recording, in as many epochs, DeepFM ranks as well as that of Python', async () => {
  const { quality } = deepfmSchema.parse(json('deepfm', 'training.json'));
  const data = await load('deepfm', 'train_data.csv', ['label']);
  const network = deepFm(data.layout, {
    ...{ embeddingDim: 16, deepUnits: [128, 64, 32], dropout: 0.5 },
    start: startOf(trainingPart(data, { label: 'label' }).values),
  });
  const task = { name: 'predictions', kind: 'binary', label: 'label', weight: 1 } as const;
  const outputs = [{ task, input: 'label', transform: { kind: 'binary' } as const }];
  const fitted = await fitNetwork(
    { data, network, tableDim: 17, outputs },
    { engine: 'compiled', settings, epochs: 15, seed: 42, patience: null },
  );
  const ours = auc(...pairOf(fitted, 'label', 'predictions')) ?? 0;
  expect(ours).toBeGreaterThan(quality.validation.auc - 0.005);
});

test('on the rows of the recording, in as many epochs, MMoE beats the constant by more than that of Python', async () => {
  const { quality } = mmoeSchema.parse(json('mmoe', 'training.json'));
  const python = quality.validation;
  const data = await load('mmoe', 'mmoe_train_data.csv', ['label', 'watch_time', 'gmv']);
  const heads = DEFAULT_TASKS.map(task =>
    headOf(task, takeRows(data.targets.get(task.label) ?? new Float32Array(), 1, data.split.train)),
  );
  const network = mmoe(data.layout, heads, {
    ...{ embeddingDim: 16, sharedUnits: [64, 32], experts: 4, towerUnits: [32, 16], dropout: 0.1 },
  });
  const outputs = heads.map((head, i) => ({
    ...{ task: DEFAULT_TASKS[i], input: targetOf(head), transform: head },
  }));
  const fitted = await fitNetwork(
    { data, network, tableDim: 16, outputs },
    { engine: 'compiled', settings, epochs: 30, seed: 42, patience: 5 },
  );
  const gain = (column: string, ofTrainMean: number) => ofTrainMean - mse(...pairOf(fitted, column, column));
  expect(auc(...pairOf(fitted, 'label', 'ctr'))).toBeGreaterThan(python.ctrAuc - 0.01);
  expect(gain('watch_time', python.watchTimeMseOfTrainMean)).toBeGreaterThan(
    python.watchTimeMseOfTrainMean - python.watchTimeMse,
  );
  expect(gain('gmv', python.gmvMseOfTrainMean)).toBeGreaterThan(python.gmvMseOfTrainMean - python.gmvMse);
});
