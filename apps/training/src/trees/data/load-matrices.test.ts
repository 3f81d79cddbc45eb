/** @needs libxgboost */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { openScratch, type Scratch } from '@reckit/data';
import { trainXgboost, type TrainedXgboost } from '@reckit/xgboost';
import { memoryBudget, type MemoryBudget } from '../../run/memory/memory-budget';
import { readTreeFeatures } from '../../run/data/read-features';
import { RANKING_CSV } from '../../testing/recordings';
import { scoreRows } from '../fit/score-rows';
import { loadMatrices, type LoadedData } from './load-matrices';

const ROUNDS = { begin: 0, end: 10 };

let scratch: Scratch;
let native: { close(): void }[] = [];

beforeEach(async () => {
  scratch = await openScratch();
});

afterEach(() => {
  for (const held of native.reverse()) held.close();
  native = [];
  scratch.remove();
});

async function load(limits: Partial<MemoryBudget>, others: object = {}): Promise<LoadedData> {
  const data = await loadMatrices(RANKING_CSV, await readTreeFeatures(undefined), {
    kind: 'probability',
    normalize: true,
    split: { rule: 'random', share: 0.2, seed: 42 },
    memory: { budget: { ...memoryBudget(4e9), ...limits }, scratch },
    usesBins: true,
    largeCells: 1,
    ...others,
  });
  native.push(data.train.matrix, ...(data.validation ? [data.validation.matrix] : []));
  return data;
}

async function train({ train: part, validation, spec }: LoadedData) {
  if (validation === null) throw new Error('Rows are held out.');
  const trained: TrainedXgboost = await trainXgboost({
    train: part.matrix,
    validation: validation.matrix,
    rounds: ROUNDS.end,
    parameters: { nthread: 1 },
  });
  native.push(trained.booster);
  return {
    model: Buffer.from(trained.booster.save('json')),
    evaluations: trained.evaluations,
    scores: scoreRows(trained.booster, validation, spec, { rounds: ROUNDS }),
  };
}

test('the same trees grow, and score the same, wherever the rows are', async () => {
  const inMemory = await load({}, { usesBins: false });
  expect(inMemory.memory).toBe('matrix');
  const expected = await train(inMemory);

  const bins = await load({});
  expect(bins.memory).toBe('bins');
  expect(await train(bins)).toEqual(expected);

  const spilled = await load({ columnBytes: 0 });
  expect(spilled.memory).toBe('bins');
  expect(readdirSync(path.dirname(scratch.path('any'))).length).toBeGreaterThan(1);
  expect(await train(spilled)).toEqual(expected);
  expect(spilled.checkRows).toEqual(inMemory.checkRows);
  expect(spilled.spec).toEqual(inMemory.spec);
  expect(spilled.seen).toEqual(inMemory.seen);

  // Just too little for the bins.
  const dataBytes = 150e6 + inMemory.rowCount * 60 + 1;
  const files = await load({ columnBytes: 0, dataBytes });
  expect(files.memory).toBe('files');
  expect(await train(files)).toEqual(expected);
});

test('small data keep the order of the split', async () => {
  const small = await load({}, { largeCells: 1e6 });
  const large = await load({});
  expect(small.memory).toBe('matrix');
  expect(small.train.labels).not.toEqual(large.train.labels);
  expect(small.train.labels.toSorted()).toEqual(large.train.labels.toSorted());
});
