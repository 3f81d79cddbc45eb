import { checkBinaryLabels, checkLengths, checkProbabilities } from './check-input';
import { MetricInputError } from './errors';
import { risingOrder } from './rising-order';

/** Rows of similar score, and how often their label is 1. */
export interface CalibrationBin {
  readonly meanScore: number;
  /** Share of positive rows; equal to `meanScore` where the model is calibrated. */
  readonly positiveRate: number;
  readonly count: number;
}

/**
 * Groups probabilities into bins of rising score and compares each with what happened. Bins without rows are left out.
 *
 * @param labels 0 or 1, [rows]
 * @param probabilities from 0 to 1, [rows]
 * @param binCount whole number from 1
 * @param strategy `equal-width` cuts [0, 1] into bins of one width; `quantile` gives bins of one size, but for equal
 *   scores, which stay together. @default 'equal-width'
 * @throws MetricInputError
 */
export function calibrationTable(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  binCount: number,
  strategy: 'equal-width' | 'quantile' = 'equal-width',
): CalibrationBin[] {
  checkLengths({ labels, probabilities });
  checkBinaryLabels(labels);
  checkProbabilities('probabilities', probabilities);
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new MetricInputError(`binCount is ${binCount}; expected a whole number from 1.`);
  }
  const scoreSums = new Float64Array(binCount);
  const positives = new Float64Array(binCount);
  const counts = new Float64Array(binCount);
  const add = (row: number, bin: number): void => {
    scoreSums[bin] += probabilities[row];
    positives[bin] += labels[row];
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
    meanScore: scoreSums[bin] / count,
    positiveRate: positives[bin] / count,
    count,
  })).filter(bin => bin.count > 0);
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
