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
}

/** An update rule that touches nothing but the rows it is given. */
export interface RowOptimizer {
  /** Numbers remembered for each value; zeros at first. */
  readonly memoryPerValue: number;
  /** The numbers of a step. */
  scalars(settings: StepSettings): readonly number[];
  /**
   * Updates the rows `rows[begin … end)` of a table, which are distinct.
   *
   * @param gradients - has that of `rows[i]` at place i
   */
  update(
    table: TableState,
    rows: Int32Array,
    gradients: RowGradients,
    begin: number,
    end: number,
    scalars: readonly number[],
  ): void;
}

export function rowOptimizer(settings: TableOptimizerSettings): RowOptimizer {
  switch (settings.kind) {
    case 'lazy-adam':
      return lazyAdam(settings);
    case 'adagrad':
      return rowAdagrad(settings);
  }
}
