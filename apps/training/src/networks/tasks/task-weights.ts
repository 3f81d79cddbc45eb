import { describeWeights } from '../../run/split/weight-flag';
import type { OutputTask } from './task-losses';
import { weightColumnsOf } from './tasks';

/** The column with the weights of each output that has some, for the manifest. */
export function weightsByOutput(outputs: readonly OutputTask[]): Readonly<Record<string, string>> | null {
  const weighted = outputs.flatMap(({ task: { name, weight_col } }) =>
    weight_col === undefined ? [] : [[name, weight_col] as const],
  );
  return weighted.length === 0 ? null : Object.fromEntries(weighted);
}

/** What the weights of each column are for, in words; nothing where all rows count alike. */
export function describeWeightsOf(outputs: readonly OutputTask[]): string[] {
  const tasks = outputs.map(({ task }) => task);
  return weightColumnsOf(tasks).map(column => {
    const weighted = tasks.filter(({ weight_col }) => weight_col === column).map(({ name }) => name);
    return describeWeights(column, weighted.length === tasks.length ? undefined : weighted);
  });
}
