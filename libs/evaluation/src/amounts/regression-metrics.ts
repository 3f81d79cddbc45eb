import { checkFinite, checkLengths, checkWeights } from '../check-input';
import { weightedMean } from '../weighted-mean';

/**
 * Mean squared error.
 *
 * @throws MetricInputError
 */
export function mse(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkRegression(targets, predictions, weights);
  return weightedMean(targets.length, weights, row => (predictions[row] - targets[row]) ** 2);
}

/**
 * Root of the mean squared error, in the unit of the targets.
 *
 * @throws MetricInputError
 */
export function rmse(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  return Math.sqrt(mse(targets, predictions, weights));
}

/**
 * Mean absolute error, in the unit of the targets.
 *
 * @throws MetricInputError
 */
export function mae(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkRegression(targets, predictions, weights);
  return weightedMean(targets.length, weights, row => Math.abs(predictions[row] - targets[row]));
}

/**
 * Coefficient of determination: the share of the targets' variance that the predictions explain. Equal to
 * scikit-learn's `r2_score`, but for targets that are all equal.
 *
 * @returns null if all targets are equal
 * @throws MetricInputError
 */
export function r2(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  const errors = mse(targets, predictions, weights);
  const mean = weightedMean(targets.length, weights, row => targets[row]);
  const variance = weightedMean(targets.length, weights, row => (targets[row] - mean) ** 2);
  return variance > 0 ? 1 - errors / variance : null;
}

function checkRegression(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): void {
  checkLengths({ targets, predictions, weights });
  checkFinite('targets', targets);
  checkFinite('predictions', predictions);
  checkWeights(weights);
}
