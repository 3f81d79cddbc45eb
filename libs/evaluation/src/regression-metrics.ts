import { checkFinite, checkLengths, checkWeights } from './check-input';
import { weightedMean } from './weighted-mean';

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
