import { checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';
import { weighed } from './weighed-classes';

/** One point for each of some falling thresholds. */
export interface PrecisionRecallCurve {
  /** Rising to 1. */
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  /** The share of positive rows: the precision of scores that know nothing. */
  readonly baseRate: number;
}

/**
 * The precision-recall curve, thinned for drawing: points closer than 1/`resolution` to the last one along both axes
 * are left out. The points are those of scikit-learn's `precision_recall_curve` with a positive row above them.
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @param resolution 200 unless given
 * @returns null if one class is absent or weighs nothing
 * @throws MetricInputError
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
  resolution = 200,
): PrecisionRecallCurve | null {
  checkScoredLabels(labels, scores, weights);
  const classes = weighed(labels, weights);
  if (classes.positives === 0 || classes.negatives === 0) return null;
  const lastPositive = lastPositiveOf(labels, scores, weights);
  const order = risingOrder(scores);
  const recall: number[] = [];
  const precision: number[] = [];
  let positives = 0;
  let all = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) {
      const row = order[i];
      const weight = weights === undefined ? 1 : weights[row];
      all += weight;
      if (labels[row] === 1) positives += weight;
    }
    if (positives === 0) continue;
    const hasAll = score <= lastPositive;
    // Sums in another order differ in their last bits.
    const [x, y] = [hasAll ? 1 : positives / classes.positives, positives / all];
    const last = recall.length - 1;
    const moved = last < 0 ? 1 : Math.max(x - recall[last], Math.abs(y - precision[last]));
    if (moved < 1 / resolution && (i >= 0 || moved === 0)) continue;
    recall.push(x);
    precision.push(y);
    // Below it are negative rows alone.
    if (hasAll) break;
  }
  return { recall, precision, baseRate: classes.positives / (classes.positives + classes.negatives) };
}

/** The least score of a positive row that weighs something. */
function lastPositiveOf(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): number {
  let last = Infinity;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === 1 && (weights === undefined || weights[row] > 0)) last = Math.min(last, scores[row]);
  }
  return last;
}
