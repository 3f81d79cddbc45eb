import type { OutputEntry } from '@reckit/artifacts';
import { labelAsWritten } from '@reckit/features';
import type { Task } from '../tasks/tasks';

/** What the output of a task was learnt from, for the manifest. */
export function predictedBy(task: Task): NonNullable<OutputEntry['predicts']> {
  const { kind, label, weight_col: weightColumn } = task;
  return {
    kind: kind === 'binary' ? 'probability' : 'value',
    label: task.kind === 'binary' && task.source ? labelAsWritten(task.source) : label,
    ...(weightColumn !== undefined && { weight_column: weightColumn }),
  };
}
