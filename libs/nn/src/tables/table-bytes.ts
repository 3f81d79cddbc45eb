import { rowOptimizer, type TableOptimizerSettings } from './row-optimizer';

const NUMBER_BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * What an embedding table takes of memory while it is trained: its numbers, what its optimiser remembers of each, and
 * where rows stand in a batch.
 */
export function tableBytes(table: {
  readonly rows: number;
  readonly dim: number;
  readonly optimizer: TableOptimizerSettings;
}): number {
  const { rows, dim, optimizer } = table;
  return rows * NUMBER_BYTES * (dim * (1 + rowOptimizer(optimizer).memoryPerValue) + 1);
}
