import { checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';

/**
 * Area under the ROC curve: the chance that a positive row scores higher than a negative one, ties counting half.
 * Equal to scikit-learn's `roc_auc_score`.
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @returns null if one class is absent or weighs nothing
 * @throws MetricInputError
 */
export function auc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  checkScoredLabels(labels, scores, weights);
  return aucInOrder(risingOrder(scores), labels, scores, weights);
}

/** The same of checked rows whose rising order is known. */
export function aucInOrder(
  order: ArrayLike<number>,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  let positives = 0;
  let negatives = 0;
  let concordant = 0;
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]];
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; i < order.length && scores[order[i]] === score; i++) {
      const row = order[i];
      const weight = weights === undefined ? 1 : weights[row];
      if (labels[row] === 1) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    concordant += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
  }
  return positives > 0 && negatives > 0 ? concordant / positives / negatives : null;
}
