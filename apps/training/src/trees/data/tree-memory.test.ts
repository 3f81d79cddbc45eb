import { memoryBudget } from '../../run/memory/memory-budget';
import { treeMemory, type TreeSize } from './tree-memory';

const SIZE: TreeSize = {
  rows: 10_000_000,
  features: 20,
  hasGaps: false,
  columnBytes: 0,
  usesBins: true,
  isLarge: true,
};

const placed = (size: Partial<TreeSize>, gigabytes: number) =>
  treeMemory({ ...SIZE, ...size }, memoryBudget(gigabytes * 1e9), 'data.csv: many rows');

test('small data are a matrix, whatever the memory', () => {
  expect(placed({ rows: 1_000, isLarge: false }, 1)).toBe('matrix');
});

test('large data are bins, as much memory as there may be', () => {
  expect(placed({}, 64)).toBe('bins');
  expect(placed({}, 2)).toBe('bins');
});

test('bins that do not fit are files: with less memory, with gaps, beside columns in memory', () => {
  expect(placed({}, 1.2)).toBe('files');
  expect(placed({ hasGaps: true }, 2)).toBe('files');
  expect(placed({ columnBytes: 0.8e9 }, 2)).toBe('files');
});

test('rows that fit in no way are an error, as is a tree method that needs the matrix', () => {
  expect(() => placed({ rows: 100_000_000 }, 2)).toThrow(
    /^data.csv: many rows need about 6.5 GB of memory, and --max-memory allows 2.0 GB\./,
  );
  expect(placed({ usesBins: false }, 8)).toBe('matrix');
  expect(() => placed({ usesBins: false }, 2)).toThrow('--max-memory');
});
