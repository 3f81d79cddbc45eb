import {
  checkBinaryLabels,
  checkFinite,
  checkLengths,
  checkProbabilities,
  checkWeights,
} from '../check-input';
import { weightedMean } from '../weighted-mean';

/** Probabilities are kept this far from 0 and 1, so that one certain mistake is dear but not infinitely so. */
const EPSILON = Number.EPSILON;

/**
 * Mean negative log likelihood of binary labels, probabilities clipped to [2^-52, 1 - 2^-52]. Equal to scikit-learn's
 * `log_loss` on float64, but defined for labels of one class too.
 *
 * @throws MetricInputError
 */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkPredictions(labels, probabilities, weights);
  return weightedMean(labels.length, weights, row => {
    const probability = Math.min(Math.max(probabilities[row], EPSILON), 1 - EPSILON);
    return -Math.log(labels[row] === 1 ? probability : 1 - probability);
  });
}

/**
 * The share of positive rows.
 *
 * @throws MetricInputError
 */
export function baseRate(labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkLengths({ labels, weights });
  checkBinaryLabels(labels);
  checkWeights(weights);
  return weightedMean(labels.length, weights, row => labels[row]);
}

/**
 * Log loss of a constant probability, that of the positive rows in the labels: what a model without features reaches
 * at best. 0 for labels of one class.
 *
 * @throws MetricInputError
 */
export function logLossOfBaseRate(labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const rate = baseRate(labels, weights);
  if (rate === 0 || rate === 1) return 0;
  return -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
}

/**
 * Normalised entropy: log loss as a share of that of the base rate, so that models on data of different click rates
 * compare (He et al., "Practical Lessons from Predicting Clicks on Ads at Facebook", 2014). 1 is no better than the
 * constant.
 *
 * @returns null for labels of one class
 * @throws MetricInputError
 */
export function normalizedEntropy(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  const ofConstant = logLossOfBaseRate(labels, weights);
  const loss = logLoss(labels, probabilities, weights);
  return ofConstant > 0 ? loss / ofConstant : null;
}

/**
 * Brier score: mean squared difference of probability and label.
 *
 * @throws MetricInputError
 */
export function brier(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkPredictions(labels, probabilities, weights);
  return weightedMean(labels.length, weights, row => (probabilities[row] - labels[row]) ** 2);
}

/**
 * Share of rows whose score is on the side of the threshold where its label is; a score equal to it counts as 0, as in
 * XGBoost's `error`.
 *
 * @param threshold 0.5 unless given
 * @throws MetricInputError
 */
export function accuracy(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
  threshold = 0.5,
): number {
  checkLengths({ labels, scores, weights });
  checkBinaryLabels(labels);
  checkFinite('scores', scores);
  checkWeights(weights);
  return weightedMean(labels.length, weights, row =>
    scores[row] > threshold === (labels[row] === 1) ? 1 : 0,
  );
}

function checkPredictions(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): void {
  checkLengths({ labels, probabilities, weights });
  checkBinaryLabels(labels);
  checkProbabilities('probabilities', probabilities);
  checkWeights(weights);
}
