import { MetricInputError } from './errors';

/**
 * The mean of a value a row, weighted if there are weights.
 *
 * @throws MetricInputError if all rows together weigh nothing
 */
export function weightedMean(
  rowCount: number,
  weights: ArrayLike<number> | undefined,
  valueOf: (row: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rowCount; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += weight * valueOf(row);
    total += weight;
  }
  if (total === 0) throw new MetricInputError('All weights are 0, so there is nothing to average.');
  return sum / total;
}
