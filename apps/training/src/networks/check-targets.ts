import { countPositives } from '../run/binary-labels';
import { BadTrainingRun } from '../run/errors';
import type { Task } from './tasks';

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
