import type { FeatureSpec } from '@reckit/features';
import { countPositives } from '../run/binary-labels';
import { BadTrainingRun } from '../run/errors';
import type { Task } from './tasks';

/**
 * Makes sure that no column is both learnt and a feature: a network would read its answer off.
 *
 * @throws BadTrainingRun
 */
export function checkTaskColumns(tasks: readonly Task[], { features }: FeatureSpec): void {
  for (const { name, label } of tasks) {
    if (!features.some(feature => feature.name === label)) continue;
    throw new BadTrainingRun(
      `The task "${name}" learns the column "${label}", which is also a feature; leave it out of the features.`,
    );
  }
}

/**
 * Makes sure that the columns of all tasks can be learnt: labels are 0 and 1 and of both kinds, amounts are not
 * negative.
 *
 * @throws BadTrainingRun
 */
export function checkTargets(
  tasks: readonly Task[],
  targets: ReadonlyMap<string, Float32Array>,
  file: string,
): void {
  for (const { kind, label } of tasks) {
    const values = targets.get(label) ?? new Float32Array();
    if (kind === 'binary') countPositives(values, label, file);
    else assertAmounts(values, label, file);
  }
}

function assertAmounts(values: Float32Array, column: string, file: string): void {
  const row = values.findIndex(value => value < 0);
  if (row < 0) return;
  throw new BadTrainingRun(
    `${file}: row ${row + 1}, column ${column}: an amount cannot be negative, got ${values[row]}. Fix the data, or learn another column.`,
  );
}
