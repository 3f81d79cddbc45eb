import { BadTrainingRun } from '../../run/errors';
import { memoryBudget } from '../../run/memory/memory-budget';
import { assertNetworkFits, type NetworkSize } from './network-memory';

const SIZE: NetworkSize = {
  weights: 10_000,
  table: { rows: 1_000_000, dim: 17, optimizer: { kind: 'adagrad' } },
  keepsBest: false,
  rowBytes: 100e6,
};
const check = (change: Partial<NetworkSize>) => () =>
  assertNetworkFits(memoryBudget(1e9), { ...SIZE, ...change }, 'data.csv');

test('what fits is let pass, and counts with its optimiser, its best epoch and the rows', () => {
  expect(check({})).not.toThrow();
  // 68 MB a copy of the table: Adam remembers two numbers of each.
  expect(check({ rowBytes: 450e6 })).not.toThrow();
  expect(check({ rowBytes: 450e6, keepsBest: true })).toThrow(BadTrainingRun);
  expect(check({ rowBytes: 450e6, table: { ...SIZE.table, optimizer: { kind: 'lazy-adam' } } })).toThrow(
    BadTrainingRun,
  );
  expect(check({ rowBytes: 1e9 })).toThrow(BadTrainingRun);
});

test('what does not is told in one line, with what to do', () => {
  expect(check({ weights: 100_000_000, table: { ...SIZE.table, rows: 0 } })).toThrow(
    /^data\.csv: 100,000,000 weights, with what their optimiser keeps and the rows need about 2\.4 GB of memory, and --max-memory allows 1\.0 GB\. Raise it, or give the network less: /,
  );
});
