import { KernelRows } from './kernel-rows';
import { PlainRows } from './plain-rows';
import type { RowGradients } from './row-gradients';
import type { RowUpdate, TableState } from './row-optimizer';

/** Bags whose rows are to be pooled: those from `firstBag` up to `endBag` of a batch. */
export interface Bags {
  /** The table's rows of all bags, bag after bag. */
  readonly rows: Int32Array;
  /** Where each bag of the batch ends among them, and so the next one begins. */
  readonly ends: Int32Array;
  /** How bags are pooled, slot after slot of each row of the batch. */
  readonly pooling: readonly ('mean' | 'sum')[];
  readonly firstBag: number;
  readonly endBag: number;
}

/** The numbers of a table, and the arithmetic on its rows. */
export interface TableRows extends TableState {
  /**
   * Writes the sum or mean of each bag, times a number; zeros for an empty one.
   *
   * @param out - [bags of the batch, dim]
   */
  pool(bags: Bags, out: Float32Array, scale: number): void;
  /** Updates the first `count` rows of a list, which are distinct. */
  update(rule: RowUpdate, rows: Int32Array, gradients: RowGradients, count: number): void;
}

/** Makes the rows of a table, zeros: in a kernel, or for one that is too large for that in plain arrays. */
export function createTableRows(rows: number, dim: number, memoryPerValue: number): TableRows {
  return KernelRows.create(rows, dim, memoryPerValue) ?? new PlainRows(rows, dim, memoryPerValue);
}

/** Where a bag begins. */
export function startOf({ ends }: Bags, bag: number): number {
  return bag === 0 ? 0 : ends[bag - 1];
}

/** What the sum of a bag is divided by, to be its sum or mean times a number. */
export function divisorOf({ pooling }: Bags, bag: number, size: number, scale: number): number {
  return (pooling[bag % pooling.length] === 'mean' ? Math.max(1, size) : 1) / scale;
}
