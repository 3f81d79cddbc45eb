import { checkScoredLabels } from './check-input';
import { risingOrder } from './rising-order';

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
 * @param resolution 200 unless given
 * @returns null if one class is absent
 * @throws MetricInputError
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  resolution = 200,
): PrecisionRecallCurve | null {
  checkScoredLabels(labels, scores);
  let positiveCount = 0;
  for (let row = 0; row < labels.length; row++) positiveCount += labels[row];
  if (positiveCount === 0 || positiveCount === labels.length) return null;
  const order = risingOrder(scores);
  const recall: number[] = [];
  const precision: number[] = [];
  let positives = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) positives += labels[order[i]];
    if (positives === 0) continue;
    const [x, y] = [positives / positiveCount, positives / (order.length - 1 - i)];
    const last = recall.length - 1;
    const moved = last < 0 ? 1 : Math.max(x - recall[last], Math.abs(y - precision[last]));
    if (moved < 1 / resolution && i >= 0) continue;
    recall.push(x);
    precision.push(y);
    // Below it are negative rows alone.
    if (positives === positiveCount) break;
  }
  return { recall, precision, baseRate: positiveCount / labels.length };
}
