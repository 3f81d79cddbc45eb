import { checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';

/**
 * Average precision: the sum over falling thresholds of (recall gained) · precision, without interpolation.
 * Equal to scikit-learn's `average_precision_score`.
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @returns 0 if there is no positive row
 * @throws MetricInputError
 */
export function averagePrecision(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkScoredLabels(labels, scores, weights);
  const order = risingOrder(scores);
  let positives = 0;
  let all = 0;
  let sum = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    let gained = 0;
    for (; i >= 0 && scores[order[i]] === score; i--) {
      const row = order[i];
      const weight = weights === undefined ? 1 : weights[row];
      all += weight;
      if (labels[row] === 1) gained += weight;
    }
    positives += gained;
    if (gained > 0) sum += gained * (positives / all);
  }
  return positives > 0 ? sum / positives : 0;
}
