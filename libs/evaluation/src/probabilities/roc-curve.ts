import { checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';
import { weighed } from './weighed-classes';

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
 * @param weights of the rows, 1 unless given, [rows]
 * @param resolution 200 unless given
 * @returns null if one class is absent or weighs nothing
 * @throws MetricInputError
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
  resolution = 200,
): RocCurve | null {
  checkScoredLabels(labels, scores, weights);
  const { positives: allPositives, negatives: allNegatives } = weighed(labels, weights);
  if (allPositives === 0 || allNegatives === 0) return null;
  const order = risingOrder(scores);
  const falsePositiveRate = [0];
  const truePositiveRate = [0];
  let positives = 0;
  let negatives = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) {
      const row = order[i];
      const weight = weights === undefined ? 1 : weights[row];
      if (labels[row] === 1) positives += weight;
      else negatives += weight;
    }
    // Sums in another order differ in their last bits.
    const x = i < 0 ? 1 : negatives / allNegatives;
    const y = i < 0 ? 1 : positives / allPositives;
    const last = falsePositiveRate.length - 1;
    const moved = Math.max(x - falsePositiveRate[last], y - truePositiveRate[last]);
    if (moved < 1 / resolution && (i >= 0 || moved === 0)) continue;
    falsePositiveRate.push(x);
    truePositiveRate.push(y);
  }
  return { falsePositiveRate, truePositiveRate };
}
