import { assertFits, memoryBudget } from './memory-budget';

test('a limit that is given counts, whatever the machine has', () => {
  const budget = memoryBudget(4e9, 64e9);
  expect(budget.limitBytes).toBe(4e9);
  expect(budget.dataBytes).toBeLessThan(4e9);
  expect(budget.columnBytes).toBeLessThan(budget.dataBytes / 2);
  expect(budget.databaseBytes).toBeLessThanOrEqual(1e9);
});

test('without a limit most of the memory of the machine is taken, and of a small one what is needed', () => {
  expect(memoryBudget(undefined, 10e9).limitBytes).toBe(8e9);
  expect(memoryBudget(undefined, 0.5e9).limitBytes).toBe(1e9);
});

test('less than the program needs is an error', () => {
  expect(() => memoryBudget(200e6)).toThrow(
    '--max-memory is 200 MB, and the program with its libraries needs 1.0 GB at least. Give it more.',
  );
});

test('what can never fit is told with what it needs, what it may have, and what to do', () => {
  const budget = memoryBudget(1e9);
  expect(() => assertFits(budget, 0.7e9, 'data.csv: 9 rows')).not.toThrow();
  expect(() => assertFits(budget, 2e9, 'data.csv: 9 rows')).toThrow(
    'data.csv: 9 rows need about 2.3 GB of memory, and --max-memory allows 1.0 GB. Raise it, or take fewer rows by --where.',
  );
});
