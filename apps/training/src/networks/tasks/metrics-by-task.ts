import type { FittedNetwork, NetworkPlan } from '../fit/fit-network';
import type { Metrics } from '../../report/shown-metrics';
import { trainingPart } from '../data/training-part';
import { taskMetrics } from './task-metrics';
import { meanOf, type Task } from './tasks';

/** What was measured of one task. */
export interface TaskReport {
  readonly task: Task;
  readonly metrics: Metrics;
}

/** The metrics of each output. */
export function metricsByTask(
  { data, outputs }: NetworkPlan,
  { actual, predicted, measuredWeights }: FittedNetwork,
): TaskReport[] {
  return outputs.map(({ task }) => {
    const { values, weights } = trainingPart(data, task);
    const metrics = taskMetrics(
      task,
      actual.get(task.label) ?? new Float32Array(),
      predicted.get(task.name) ?? new Float32Array(),
      meanOf(values, weights),
      data.groups,
      task.weight_col === undefined ? undefined : measuredWeights.get(task.weight_col),
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
