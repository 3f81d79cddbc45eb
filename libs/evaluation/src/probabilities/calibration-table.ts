import { checkBinaryLabels, checkLengths, checkProbabilities, checkWeights } from '../check-input';
import { MetricInputError } from '../errors';
import { risingOrder } from './rising-order';

/** Rows of similar score, and how often their label is 1. */
export interface CalibrationBin {
  readonly meanScore: number;
  /** Share of positive rows; equal to `meanScore` where the model is calibrated. */
  readonly positiveRate: number;
  /** Rows, whatever they weigh. */
  readonly count: number;
}

/**
 * Groups probabilities into bins of rising score and compares each with what happened. Bins without rows, or
 * whose rows weigh nothing, are left out.
 *
 * @param labels 0 or 1, [rows]
 * @param probabilities from 0 to 1, [rows]
 * @param binCount whole number from 1
 * @param strategy `equal-width` cuts [0, 1] into bins of one width; `quantile` gives bins of one size, but for equal
 *   scores, which stay together. @default 'equal-width'
 * @param weights of the rows, 1 unless given, [rows]
 * @throws MetricInputError
 */
export function calibrationTable(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  binCount: number,
  strategy: 'equal-width' | 'quantile' = 'equal-width',
  weights?: ArrayLike<number>,
): CalibrationBin[] {
  checkLengths({ labels, probabilities, weights });
  checkBinaryLabels(labels);
  checkProbabilities('probabilities', probabilities);
  checkWeights(weights);
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new MetricInputError(`binCount is ${binCount}; expected a whole number from 1.`);
  }
  const scoreSums = new Float64Array(binCount);
  const positives = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  const counts = new Float64Array(binCount);
  const add = (row: number, bin: number): void => {
    const weight = weights === undefined ? 1 : weights[row];
    scoreSums[bin] += weight * probabilities[row];
    positives[bin] += weight * labels[row];
    sums[bin] += weight;
    counts[bin]++;
  };
  if (strategy === 'equal-width') {
    for (let row = 0; row < labels.length; row++) {
      add(row, Math.min(binCount - 1, Math.floor(probabilities[row] * binCount)));
    }
  } else {
    addByRank(probabilities, binCount, add);
  }
  return Array.from(counts, (count, bin) => ({
    meanScore: scoreSums[bin] / sums[bin],
    positiveRate: positives[bin] / sums[bin],
    count,
  })).filter((_, bin) => sums[bin] > 0);
}

function addByRank(
  scores: ArrayLike<number>,
  binCount: number,
  add: (row: number, bin: number) => void,
): void {
  let bin = 0;
  let last = NaN;
  risingOrder(scores).forEach((row, rank) => {
    if (scores[row] !== last) bin = Math.floor((rank * binCount) / scores.length);
    last = scores[row];
    add(row, bin);
  });
}
