import { BadTrainingRun } from './errors';

/**
 * Makes sure that a column can be learnt as a yes or no.
 *
 * @returns how many labels are 1
 * @throws BadTrainingRun for a label other than 0 and 1, or if there is only one class
 */
export function countPositives(labels: Float32Array, column: string, file: string): number {
  let positives = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== 0 && labels[row] !== 1) {
      throw new BadTrainingRun(
        `${file}: row ${row + 1}, column ${column}: expected the label 0 or 1, got ${labels[row]}. Fix the data, or learn the column as an amount.`,
      );
    }
    positives += labels[row];
  }
  if (positives === 0 || positives === labels.length) {
    throw new BadTrainingRun(
      `${file}: column ${column}: every label is ${positives === 0 ? 0 : 1}, so there is nothing to learn. Give rows of both classes.`,
    );
  }
  return positives;
}
