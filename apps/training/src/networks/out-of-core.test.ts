import { openScratch, type Scratch } from '@reckit/data';
import { numericFeatures, RANKING_FEATURES } from '@reckit/features';
import { memoryBudget } from '../run/memory/memory-budget';
import { RANKING_CSV } from '../testing/recordings';
import { EncodedRows } from './data/encoded-rows';
import { tabularBatches } from './data/tabular-batches';
import { loadTabularData, type TabularData } from './data/tabular-data';
import { newEmbeddingTable } from './fit/embedding-table';

/** The category, the buckets and the cross. */
const SLOTS = 3;
const DIM = 4;

let scratch: Scratch;

beforeEach(async () => {
  scratch = await openScratch();
});

afterEach(() => scratch.remove());

/** The recorded rows, a number with buckets, a category, a cross of both and the others, with so much memory for data. */
function load(dataBytes: number | null): Promise<TabularData> {
  const spec = numericFeatures(RANKING_FEATURES);
  const [first, second, ...others] = spec.features;
  return loadTabularData(RANKING_CSV, {
    spec: {
      ...spec,
      features: [
        { ...second, buckets: { edges: [], quantiles: 8 } },
        ...others,
        {
          name: first.name,
          kind: 'categorical',
          default: null,
          coding: { kind: 'hash', buckets: 50 },
        },
      ],
      crosses: [{ name: 'both', cross: [first.name, second.name], buckets: 90 }],
    },
    targets: ['label'],
    userColumn: null,
    split: { rule: 'random', share: 0.2, seed: 3 },
    strata: null,
    ...(dataBytes !== null && {
      memory: { budget: { ...memoryBudget(4e9), dataBytes, columnBytes: 0 }, scratch },
    }),
  });
}

test('rows on disk are the rows in memory, whichever are asked for', async () => {
  const inMemory = await load(null);
  const onDisk = await load(inMemory.rowCount * 38);
  expect(inMemory.encoded).toBeInstanceOf(Float32Array);
  expect(onDisk.encoded).toBeInstanceOf(EncodedRows);
  expect(onDisk.checkRows).not.toEqual([]);
  const { tableRows: rows } = inMemory.layout;
  const table = newEmbeddingTable(
    { name: 'fields', rows, dim: DIM, optimizer: { kind: 'lazy-adam' }, seed: 1 },
    { l2: 0, initialLimit: 0.05 },
  );
  const sides = [inMemory, onDisk].map(data => ({
    ...tabularBatches(data, table, data.targets, 8),
    looked: new Float32Array(8 * SLOTS * DIM),
  }));
  for (const rows of [Uint32Array.of(5, 1, 900, 44), onDisk.split.train.slice(-8)]) {
    const [expected, actual] = sides.map(({ batches, lookups, looked }) => {
      batches.fill(rows, 1);
      lookups['fields'].gather(rows, looked);
      return [batches.feeds['numeric'], batches.feeds['label'], looked].map(values => values.slice());
    });
    expect(actual).toEqual(expected);
  }
});

test('where the encoded rows fit, columns that do not change nothing', async () => {
  const inMemory = await load(null);
  const spilled = await load(1e9);
  expect(spilled).toEqual(inMemory);
});

test('rows that fit in no way are refused as soon as they are counted', async () => {
  await expect(load(100)).rejects.toThrow(/rows need about .* --max-memory allows/);
});
