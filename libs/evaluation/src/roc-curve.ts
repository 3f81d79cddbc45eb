import { checkScoredLabels } from './check-input';
import { risingOrder } from './rising-order';

/** One point for each of some falling thresholds, from (0, 0) to (1, 1). */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[];
  readonly truePositiveRate: readonly number[];
}

/**
 * The ROC curve, thinned for drawing: points closer than 1/`resolution` to the last one along both axes are left out.
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param resolution 200 unless given
 * @returns null if one class is absent
 * @throws MetricInputError
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  resolution = 200,
): RocCurve | null {
  checkScoredLabels(labels, scores);
  const positiveCount = countPositives(labels);
  const negativeCount = labels.length - positiveCount;
  if (positiveCount === 0 || negativeCount === 0) return null;
  const order = risingOrder(scores);
  const falsePositiveRate = [0];
  const truePositiveRate = [0];
  let positives = 0;
  let negatives = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) {
      if (labels[order[i]] === 1) positives++;
      else negatives++;
    }
    const x = negatives / negativeCount;
    const y = positives / positiveCount;
    const last = falsePositiveRate.length - 1;
    const moved = Math.max(x - falsePositiveRate[last], y - truePositiveRate[last]);
    if (moved < 1 / resolution && i >= 0) continue;
    falsePositiveRate.push(x);
    truePositiveRate.push(y);
  }
  return { falsePositiveRate, truePositiveRate };
}

function countPositives(labels: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < labels.length; row++) count += labels[row];
  return count;
}
