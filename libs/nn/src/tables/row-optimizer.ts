import type { EmbeddingRowsKernel } from '@reckit/kernels';
import type { StepSettings } from '../optimizers/optimizer';
import { lazyAdam, type LazyAdamSettings } from './lazy-adam';
import { rowAdagrad, type RowAdagradSettings } from './row-adagrad';
import type { RowGradients } from './row-gradients';

/** How the rows of an embedding table follow their gradients. */
export type TableOptimizerSettings =
  ({ readonly kind: 'lazy-adam' } & LazyAdamSettings) | ({ readonly kind: 'adagrad' } & RowAdagradSettings);

/** The values of a table, [rows, dim], and what its optimiser remembers beside them, [rows, memoryPerValue, dim]. */
export interface TableState {
  readonly values: Float32Array;
  readonly memory: Float32Array;
  /** What all values are to be multiplied by: decay that is not in them yet. @default 1 */
  readonly scale?: number;
}

/** An update rule that touches nothing but the rows it is given. */
export interface RowOptimizer {
  /** Numbers remembered for each value; zeros at first. */
  readonly memoryPerValue: number;
  /** The rule for a step, with its numbers. */
  update(settings: StepSettings): RowUpdate;
}

/** The rule of a step, in both of its forms. */
export interface RowUpdate {
  /**
   * Updates the rows `rows[begin … end)` of a table, which are distinct.
   *
   * @param gradients - has that of `rows[i]` at place i
   */
  inPlain(table: TableState, rows: Int32Array, gradients: RowGradients, begin: number, end: number): void;
  /** Updates the first `count` of the rows that lie in a kernel, whose gradients are its vectors. */
  inKernel(kernel: EmbeddingRowsKernel, count: number): void;
}

export function rowOptimizer(settings: TableOptimizerSettings): RowOptimizer {
  switch (settings.kind) {
    case 'lazy-adam':
      return lazyAdam(settings);
    case 'adagrad':
      return rowAdagrad(settings);
  }
}
