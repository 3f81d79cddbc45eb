import { readBatches, type Batch } from './read-batches';
import { readColumns } from './read-columns';
import { temporaryFiles } from './testing/temporary-files';
import type { FeatureRequest } from './columns/feature-collector';

const files = temporaryFiles();

const FEATURES: readonly FeatureRequest[] = [
  { name: 'price', kind: 'numeric' },
  { name: 'shop', kind: 'category' },
  { name: 'tags', kind: 'sequence', separator: '|' },
];
const ROWS = 5_000;

/** What the columns of a batch mean, row by row. */
function rowsOf({ ids, columns }: Batch): unknown[] {
  return ids.map((id, row) => [
    id,
    ...FEATURES.map(({ name }) => {
      const column = columns.get(name);
      switch (column?.kind) {
        case 'numeric':
          return column.values[row];
        case 'category':
          return column.values[column.codes[row]] ?? null;
        case 'sequence':
          return Array.from(
            column.codes.subarray(column.offsets[row], column.offsets[row + 1]),
            code => column.values[code],
          );
        default:
          throw new Error(`There is no column ${name}.`);
      }
    }),
  ]);
}

async function batchesOf(file: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  const rowCount = await readBatches(file, { ids: 'id', features: FEATURES }, async batch => {
    batches.push(batch);
  });
  expect(batches.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(rowCount);
  return batches;
}

const lines = Array.from({ length: ROWS }, (_, i) => ({
  id: `i${i}`,
  price: i % 7 === 0 ? '' : String(i / 4),
  shop: i % 5 === 0 ? '' : `shop ${i % 90}`,
  tags: i % 3 === 0 ? '' : `t${i % 11}|t${i % 13}`,
}));

test.each([
  [
    'items.csv',
    ['id,price,shop,tags', ...lines.map(({ id, price, shop, tags }) => [id, price, shop, tags].join())],
  ],
  ['items.jsonl', lines.map(line => JSON.stringify(line))],
])('%s is read in batches as it is read in whole', async (name, text) => {
  const file = await files.write(name, text.join('\n'));
  const batches = await batchesOf(file);
  expect(batches.length).toBeGreaterThan(1);
  batches.reduce((firstRow, batch) => {
    expect(batch.firstRow).toBe(firstRow);
    return firstRow + batch.ids.length;
  }, 0);
  const whole = await readColumns(file, { features: FEATURES, targets: [] });
  const wanted = rowsOf({ firstRow: 0, ids: lines.map(({ id }) => id), columns: whole.columns });
  expect(batches.flatMap(rowsOf)).toEqual(wanted);
});

test('a row without an id has none, and the id may be a feature as well', async () => {
  const file = await files.write('items.csv', 'id,x\n5.0,1\n,2\nNA,3\n');
  const seen: unknown[] = [];
  await readBatches(
    file,
    { ids: 'id', features: [{ name: 'id', kind: 'category' }] },
    async ({ ids, columns }) => {
      seen.push(ids, columns.get('id'));
    },
  );
  const [ids, column] = seen;
  expect(ids).toEqual(['5', null, 'NA']);
  expect(column).toMatchObject({ kind: 'category', values: ['5'] });
});

test('rows need no ids', async () => {
  const file = await files.write('sequences.csv', 'sequence\n"a,b"\n7\n');
  const request = { features: [{ name: 'sequence', kind: 'sequence' as const, separator: ',' }] };
  const batches: Batch[] = [];
  expect(await readBatches(file, request, async batch => void batches.push(batch))).toBe(2);
  expect(batches).toHaveLength(1);
  expect(batches[0].ids).toEqual([null, null]);
  expect(batches[0].columns.get('sequence')).toMatchObject({ values: ['a', 'b', '7'] });
});

test('a cell that is no number is told with its line, in whatever batch it is', async () => {
  const text = ['id,price,shop,tags', ...lines.map(({ id }, i) => `${id},${i === 4_000 ? 'dear' : i},,`)];
  const file = await files.write('items.csv', text.join('\n'));
  await expect(batchesOf(file)).rejects.toThrow(/line 4002.*"dear"/);
});

test('what the taker throws ends the reading', async () => {
  const file = await files.write('items.csv', 'id\na\n');
  const reading = readBatches(file, { ids: 'id', features: [] }, () => Promise.reject(new Error('no room')));
  await expect(reading).rejects.toThrow('no room');
});

test('a file without the column of ids is refused', async () => {
  const file = await files.write('items.csv', 'item\na\n');
  await expect(readBatches(file, { ids: 'item_id', features: [] }, async () => undefined)).rejects.toThrow(
    /no column "item_id"/,
  );
});
