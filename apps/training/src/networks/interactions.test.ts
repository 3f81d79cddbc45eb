import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@reckit/data';
import { auc } from '@reckit/evaluation';
import type { FeatureSpec } from '@reckit/features';
import {
  binaryCrossEntropyWithLogits,
  dcn,
  deepFm,
  finalMlp,
  ParameterSet,
  zeros,
  type Network,
} from '@reckit/nn';
import { fitNetwork } from './fit/fit-network';
import { loadTabularData, type TabularData } from './data/tabular-data';
import { smallSettings } from '../testing/small-settings';

const ROWS = 20_000;
const IDS = 30;
const file = path.join(tmpdir(), `reckit-interactions-${process.pid}.csv`);

const spec: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: ['left', 'right'].map(name => ({
    ...{ kind: 'categorical', name, default: null, coding: { kind: 'vocabulary', minCount: 1, values: [] } },
  })),
};
const settings = smallSettings({ batchSize: 256, initialLimit: 0.05 });

/** Each id has a sign; a label is likely 1 if the signs agree, so neither id alone says anything. */
beforeAll(() => {
  const random = createRandom(11);
  const sign = (id: number) => (id % 2 === 0 ? 1 : -1);
  const lines = Array.from({ length: ROWS }, () => {
    const [left, right] = [random.integer(0, IDS - 1), random.integer(0, IDS - 1)];
    const probability = 1 / (1 + Math.exp(-3 * sign(left) * sign(right)));
    return `l${left},r${right},${random.uniform() < probability ? 1 : 0}`;
  });
  writeFileSync(file, ['left,right,label', ...lines].join('\n'));
});

afterAll(() => rmSync(file));

/** A weight for each value of each feature, and a bias. */
function logisticRegression({ layout }: TabularData): Network {
  const parameters = new ParameterSet();
  const bias = parameters.add('bias', [1], zeros);
  const logits: Network['predict'] = (batch, pass) => ({
    predictions: tf.add(tf.sum(batch['fields'], [1, 2]), pass.value(bias)),
  });
  return {
    parameters,
    inputs: { label: 1 },
    embeddings: { fields: { slots: layout.slots.length, dim: 1 } },
    targets: ['label'],
    loss: (batch, pass) =>
      binaryCrossEntropyWithLogits(batch['label'], tf.expandDims(logits(batch, pass)['predictions'], 1)),
    predict: (batch, pass) => ({ predictions: tf.sigmoid(logits(batch, pass)['predictions']) }),
  };
}

async function validationAuc(
  networkOf: (data: TabularData) => Network,
  crosses: FeatureSpec['crosses'] = [],
): Promise<number> {
  const data = await loadTabularData(file, {
    spec: { ...spec, crosses },
    targets: ['label'],
    userColumn: null,
    split: { rule: 'random', share: 0.2, seed: 1 },
    strata: { target: 'label', label: { column: 'label' } },
  });
  const task = { name: 'predictions', kind: 'binary', label: 'label', weight: 1 } as const;
  const outputs = [{ task, input: 'label', transform: { kind: 'binary' } as const }];
  const network = networkOf(data);
  const { actual, predicted } = await fitNetwork(
    { data, network, tableDim: network.embeddings['fields'].dim, outputs },
    { engine: 'compiled', settings, epochs: 15, seed: 1, patience: 5 },
  );
  const score = auc(actual.get('label') ?? [], predicted.get('predictions') ?? []);
  if (score === null) throw new Error('The validation part has one class only.');
  return score;
}

const SIZES = { embeddingDim: 8, dropout: 0 };

test('logistic regression cannot learn an interaction of two categories', async () => {
  expect(await validationAuc(logisticRegression)).toBeLessThan(0.6);
});

test.each<[string, (data: TabularData) => Network]>([
  ['DeepFM', ({ layout }) => deepFm(layout, { ...SIZES, deepUnits: [32, 16] })],
  // One cross layer is the product of two features; the deep part does not see the features.
  ['DCN', ({ layout }) => dcn(layout, { ...SIZES, crossLayers: 1, deepUnits: [8], stacked: true })],
  [
    'FinalMLP',
    ({ layout }) => finalMlp(layout, { ...SIZES, first: { units: [16] }, second: { units: [16] }, heads: 2 }),
  ],
])('%s learns it', async (_, networkOf) => {
  expect(await validationAuc(networkOf)).toBeGreaterThan(0.9);
});

test('logistic regression learns it of the cross of both', async () => {
  const crosses = [{ name: 'both', cross: ['left', 'right'], buckets: 20_000 }] as const;
  expect(await validationAuc(logisticRegression, crosses)).toBeGreaterThan(0.9);
});
