import { takeRows } from '@reckit/data';
import type { Task } from '../tasks/tasks';
import type { TabularData } from './tabular-data';

/** What a task is to learn from: what it learns, and how much each row counts for it. */
export interface TaskRows {
  readonly values: Float32Array;
  /** Absent where all rows count alike. */
  readonly weights?: Float32Array;
}

/** The training part as one task sees it. */
export function trainingPart(
  { targets, weights, split: { train } }: Pick<TabularData, 'targets' | 'weights' | 'split'>,
  { label, weight_col }: Pick<Task, 'label' | 'weight_col'>,
): TaskRows {
  const ofRows = weight_col === undefined ? undefined : weights.get(weight_col);
  return {
    values: takeRows(targets.get(label) ?? new Float32Array(), 1, train),
    ...(ofRows && { weights: takeRows(ofRows, 1, train) }),
  };
}
