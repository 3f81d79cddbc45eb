import { checkBinaryLabels, checkLengths, checkProbabilities } from './check-input';

/** How many rows of each class have a score in each of some bins of [0, 1], all of one width. */
export interface ScoreHistogram {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/**
 * Counts probabilities by bin and class.
 *
 * @param labels 0 or 1, [rows]
 * @param probabilities from 0 to 1, [rows]
 * @param binCount 40 unless given
 * @throws MetricInputError
 */
export function scoreHistogram(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  binCount = 40,
): ScoreHistogram {
  checkLengths({ labels, probabilities });
  checkBinaryLabels(labels);
  checkProbabilities('probabilities', probabilities);
  const positives = new Array<number>(binCount).fill(0);
  const negatives = new Array<number>(binCount).fill(0);
  for (let row = 0; row < labels.length; row++) {
    const bin = Math.min(binCount - 1, Math.floor(probabilities[row] * binCount));
    (labels[row] === 1 ? positives : negatives)[bin]++;
  }
  return { positives, negatives };
}
