import type { FeatureSpec } from '@reckit/features';
import { BadTrainingRun } from '../../run/errors';
import { columnOf, type Task } from './tasks';

/**
 * Makes sure that no column is both learnt and a feature: a network would read its answer off.
 *
 * @throws BadTrainingRun
 */
export function checkTaskColumns(tasks: readonly Task[], { features }: FeatureSpec): void {
  for (const task of tasks) {
    const column = columnOf(task);
    if (!features.some(feature => feature.name === column)) continue;
    throw new BadTrainingRun(
      `The task "${task.name}" learns the column "${column}", which is also a feature; leave it out of the features.`,
    );
  }
}
