import type { FittedNetwork, NetworkPlan } from '../fit/fit-network';
import type { Metrics } from '../../report/shown-metrics';
import { taskMetrics } from './task-metrics';
import type { Task } from './tasks';

/** What was measured of one task. */
export interface TaskReport {
  readonly task: Task;
  readonly metrics: Metrics;
}

/** The metrics of each output. */
export function metricsByTask(
  { data, outputs }: NetworkPlan,
  { actual, predicted }: FittedNetwork,
): TaskReport[] {
  const { groups, split, trainMeans } = data;
  const users = groups && Int32Array.from(split.validation, row => groups[row]);
  return outputs.map(({ task }) => {
    const metrics = taskMetrics(
      task,
      actual.get(task.label) ?? new Float32Array(),
      predicted.get(task.name) ?? new Float32Array(),
      trainMeans.get(task.label) ?? 0,
      users,
    );
    return { task, metrics };
  });
}

/** All metrics in one; those of several tasks each under its task's name. */
export function flatMetrics(reports: readonly TaskReport[]): Metrics {
  const entries = reports.flatMap(({ task: { name }, metrics }) =>
    Object.entries(metrics).map(
      ([metric, value]) => [reports.length === 1 ? metric : `${name}_${metric}`, value] as const,
    ),
  );
  return Object.fromEntries(entries);
}
