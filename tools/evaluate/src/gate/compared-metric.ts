import type { DifferenceInterval } from '@reckit/evaluation';

/** One metric of two versions on the same rows. */
export interface ComparedMetric {
  /** What the metric is of: the name of the output, where the model has several; else null. */
  readonly task: string | null;
  /** As the manifest calls it, without the task: `auc`, `log_loss`, `recall_at_20`. */
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** Null where there is no current version, or the metric says nothing of the rows. */
  readonly current: number | null;
  readonly challenger: number | null;
  /** How sure the difference is; null where that cannot be told. */
  readonly interval: DifferenceInterval | null;
}

/** As the manifest calls it, with the task. */
export function nameOf({ task, metric }: Pick<ComparedMetric, 'task' | 'metric'>): string {
  return task === null ? metric : `${task}_${metric}`;
}
