import type { RawColumn } from '../encode/columns/raw-column';
import { repeatedShare as shareOfBlocks, type ComparedColumns } from './repeated-rows';

const partOf = (column: RawColumn | Float32Array, begin: number, end: number): RawColumn | Float32Array => {
  if (column instanceof Float32Array) return column.subarray(begin, end);
  switch (column.kind) {
    case 'numeric':
      return { ...column, values: column.values.subarray(begin, end) };
    case 'category':
      return { ...column, codes: column.codes.subarray(begin, end) };
    case 'sequence':
      return { ...column, offsets: column.offsets.subarray(begin, end + 1) };
  }
};
const repeatedShare = (columns: ComparedColumns, rowCount: number): number =>
  shareOfBlocks((begin, end) => columns.map(column => partOf(column, begin, end)), rowCount);

const numeric = (values: readonly number[]) => ({
  kind: 'numeric' as const,
  values: Float32Array.from(values),
});
const category = (codes: readonly number[]) => ({
  kind: 'category' as const,
  codes: Int32Array.from(codes),
  values: ['a', 'b', 'c'],
});

test('counts rows that are equal in all columns to one before', () => {
  const columns = [numeric([1, 1, 1, 2, NaN, NaN]), category([0, 0, 1, 0, -1, -1])];
  expect(repeatedShare(columns, 6)).toBeCloseTo(2 / 6);
  expect(repeatedShare([...columns, Float32Array.from([0, 1, 0, 0, 0, 0])], 6)).toBeCloseTo(1 / 6);
  expect(repeatedShare([numeric([1, 2, 3])], 3)).toBe(0);
  expect(repeatedShare([], 0)).toBe(0);
});

test('tells lists by their events, their order and their rows', () => {
  const lists = (offsets: readonly number[], codes: readonly number[]) => ({
    kind: 'sequence' as const,
    offsets: Uint32Array.from(offsets),
    codes: Int32Array.from(codes),
    values: ['a', 'b', 'c'],
  });
  expect(repeatedShare([lists([0, 2, 4, 4], [0, 1, 0, 1])], 3)).toBeCloseTo(1 / 3);
  expect(repeatedShare([lists([0, 2, 4], [0, 1, 1, 0])], 2)).toBe(0);
  expect(repeatedShare([lists([0, 1, 2, 3], [0, 1, 0]), lists([0, 0, 1, 1], [1])], 3)).toBeCloseTo(1 / 3);
});

test('of many rows it is an estimate, close to what is so', () => {
  const rows = 300_000;
  // Each of the last 60,000 rows repeats one of the first.
  const at = Array.from({ length: rows }, (_, row) => (row < 240_000 ? row : row - 240_000));
  const columns = [numeric(at.map(row => row % 997)), numeric(at.map(row => Math.floor(row / 997)))];
  expect(repeatedShare(columns, rows)).toBeGreaterThan(0.19);
  expect(repeatedShare(columns, rows)).toBeLessThan(0.21);
});

test('of many rows one that comes very often is not missed', () => {
  const rows = 300_000;
  // A third is one and the same row, and comes first.
  const at = Array.from({ length: rows }, (_, row) => Math.max(0, row - rows / 3));
  const columns = [numeric(at.map(row => row % 997)), numeric(at.map(row => Math.floor(row / 997)))];
  expect(repeatedShare(columns, rows)).toBeGreaterThan(0.3);
});
