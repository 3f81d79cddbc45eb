import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '@reckit/data';
import { auc } from '@reckit/evaluation';
import { parseFeatureFile } from '@reckit/features';
import { deepFm, din, type Network, type SequenceReading } from '@reckit/nn';
import { fitNetwork } from './fit/fit-network';
import { loadTabularData, type TabularData } from './data/tabular-data';
import { smallSettings } from '../testing/small-settings';

const ROWS = 6_000;
const ITEMS = 60;
const EVENTS = 12;
const DIM = 8;
const file = path.join(tmpdir(), `reckit-compared-${process.pid}.csv`);

const { spec } = parseFeatureFile(
  JSON.stringify({
    features: [
      { name: 'item', kind: 'categorical' },
      { name: 'history', kind: 'sequence', shares: 'item', max_length: EVENTS },
    ],
  }),
  'features.json',
);
const settings = smallSettings({ batchSize: 128, initialLimit: 0.3 });

/** A click is likely where the item is in the history, whatever else is in it, and no item is liked more than others. */
beforeAll(() => {
  const random = createRandom(3);
  const lines = Array.from({ length: ROWS }, () => {
    const history = Array.from({ length: EVENTS }, () => random.integer(0, ITEMS - 1));
    const item =
      random.uniform() < 0.4 ? history[random.integer(0, EVENTS - 1)] : random.integer(0, ITEMS - 1);
    const click = random.uniform() < (history.includes(item) ? 0.95 : 0.05) ? 1 : 0;
    return `${item},${history.join('|')},${click}`;
  });
  writeFileSync(file, ['item,history,label', ...lines].join('\n'));
});

afterAll(() => rmSync(file));

async function validationAuc(
  network: (data: TabularData) => Network,
  tableDim: number,
  readings?: Readonly<Record<string, SequenceReading>>,
): Promise<number> {
  const data = await loadTabularData(file, {
    spec,
    ...(readings && { readings }),
    targets: ['label'],
    userColumn: null,
    split: { rule: 'random', share: 0.2, seed: 1 },
    strata: { target: 'label', label: { column: 'label' } },
  });
  const task = { name: 'predictions', kind: 'binary', label: 'label', weight: 1 } as const;
  const outputs = [{ task, input: 'label', transform: { kind: 'binary' } as const }];
  const { actual, predicted } = await fitNetwork(
    { data, network: network(data), tableDim, outputs },
    { engine: 'compiled', settings, epochs: 12, seed: 1, patience: 4 },
  );
  const score = auc(actual.get('label') ?? [], predicted.get('predictions') ?? []);
  if (score === null) throw new Error('The validation part has one class only.');
  return score;
}

test('DIN sees that an item is in a history, which the mean of the history does not tell DeepFM', async () => {
  const sizes = { embeddingDim: DIM, deepUnits: [32, 16], dropout: 0 };
  const pooled = await validationAuc(({ layout }) => deepFm(layout, sizes), 1 + DIM);
  const compared = await validationAuc(
    ({ layout }) => din(layout, { ...sizes, attentionUnits: [24], attentionSoftmax: false }),
    DIM,
    { history: 'by event' },
  );
  expect(compared).toBeGreaterThan(0.85);
  expect(compared).toBeGreaterThan(pooled + 0.1);
});
