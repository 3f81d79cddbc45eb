import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { NotSpilled } from '../errors';
import type { RawColumn } from '../columns/feature-collector';
import { readColumns, type ColumnsRequest } from '../read-columns';
import { temporaryFiles } from '../testing/temporary-files';
import { isSpilled, rowsOfColumns } from './rows-of-columns';
import { openScratch, type Scratch } from './scratch';

const files = temporaryFiles();
/** A block that is written, and a piece of one. */
const ROWS = 70_000;

let file: string;
let scratch: Scratch;

beforeAll(async () => {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const events = Array.from({ length: row % 4 }, (_event, i) => `i${(row * 7 + i) % 211}`);
    const age = row % 11 === 0 ? '' : (row * 0.25) % 97;
    const city = row % 13 === 0 ? '' : `c${(row * 31) % 1_009}`;
    return `${age},${city},${events.join('|')},u${row % 37},${row % 2}`;
  });
  file = await files.write('rows.csv', `age,city,events,user,label\n${rows.join('\n')}\n`);
});

beforeEach(async () => {
  scratch = await openScratch();
});

afterEach(() => scratch.remove());

const REQUEST: ColumnsRequest = {
  features: [
    { name: 'age', kind: 'numeric' },
    { name: 'city', kind: 'category' },
    { name: 'events', kind: 'sequence', separator: '|' },
  ],
  targets: ['label'],
  groups: 'user',
};

test.each<[string, number, Partial<ColumnsRequest>?]>([
  ['nothing stays in memory', 0],
  ['the first rows fit', 500_000],
  ['a column of the features groups the rows', 0, { groups: 'city' }],
])('columns are the same on disk as in memory, where %s', async (_, columnBytes, others = {}) => {
  const inMemory = await readColumns(file, { ...REQUEST, ...others });
  const onDisk = await readColumns(file, { ...REQUEST, ...others, spill: { columnBytes, scratch } });
  expect(isSpilled(inMemory.columns)).toBe(false);
  expect(isSpilled(onDisk.columns)).toBe(true);
  expect(onDisk.rowCount).toBe(ROWS);
  expect(onDisk.missing).toEqual(inMemory.missing);
  expect(onDisk.targets).toEqual(inMemory.targets);
  expect(onDisk.groups).toEqual(inMemory.groups);
  expect([...onDisk.columns.keys()]).toEqual([...inMemory.columns.keys()]);
  for (const [name, column] of inMemory.columns) {
    expect(sameColumn(onDisk.columns.get(name), column)).toBe(true);
  }
  expect(onDisk.columns.get('no such')).toBeUndefined();
});

test('some of the rows are the same, read from disk or as views', async () => {
  const inMemory = await readColumns(file, REQUEST);
  const onDisk = await readColumns(file, { ...REQUEST, spill: { columnBytes: 0, scratch } });
  for (const [begin, end] of [
    [0, 10],
    [65_530, 65_550],
    [ROWS - 1, ROWS],
  ]) {
    const [views, read] = [inMemory, onDisk].map(({ columns }) => rowsOfColumns(columns, begin, end));
    expect(cellsOf(read, end - begin)).toEqual(cellsOf(views, end - begin));
  }
});

test('columns that fit stay in memory, and nothing is written', async () => {
  const { columns } = await readColumns(file, { ...REQUEST, spill: { columnBytes: 1e9, scratch } });
  expect(isSpilled(columns)).toBe(false);
  expect(path.basename(scratch.path('first'))).toBe('0-first');
});

test('what lay on disk is gone when it is no longer needed', async () => {
  const { columns } = await readColumns(file, { ...REQUEST, spill: { columnBytes: 0, scratch } });
  const folder = path.dirname(scratch.path('any'));
  expect(readdirSync(folder).length).toBeGreaterThan(3);
  if (isSpilled(columns)) columns.remove();
  expect(readdirSync(folder)).toEqual([]);
  scratch.remove();
  expect(existsSync(folder)).toBe(false);
});

test('a disk that fails is an error of one line', async () => {
  const broken: Scratch = { ...scratch, path: name => path.join('/dev/null', name) };
  const reading = readColumns(file, { ...REQUEST, spill: { columnBytes: 0, scratch: broken } });
  await expect(reading).rejects.toThrow(NotSpilled);
  await expect(reading).rejects.toThrow(/ENOTDIR.*TMPDIR/);
});

/** Comparing long arrays element by element would take a test's time. */
function sameColumn(actual: RawColumn | undefined, expected: RawColumn): boolean {
  const [first, second] = [actual, expected].map(column => partsOf(column));
  return first.length === second.length && first.every((part, i) => part.equals(second[i]));
}

function partsOf(column: RawColumn | undefined): Buffer[] {
  const bytes = (array: Float32Array | Int32Array | Uint32Array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  switch (column?.kind) {
    case undefined:
      return [];
    case 'numeric':
      return [bytes(column.values)];
    case 'category':
      return [bytes(column.codes), Buffer.from(column.values.join('\n'))];
    case 'sequence':
      return [bytes(column.offsets), bytes(column.codes), Buffer.from(column.values.join('\n'))];
  }
}

function cellsOf(columns: ReadonlyMap<string, RawColumn>, rows: number): unknown[] {
  return Array.from(columns.values(), column =>
    Array.from({ length: rows }, (_, row) => {
      switch (column.kind) {
        case 'numeric':
          return column.values[row];
        case 'category':
          return column.codes[row] < 0 ? null : column.values[column.codes[row]];
        case 'sequence':
          return Array.from(
            column.codes.subarray(column.offsets[row], column.offsets[row + 1]),
            code => column.values[code],
          );
      }
    }),
  );
}
