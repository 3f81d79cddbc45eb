import { aucInOrder } from '../auc';
import { risingOrder } from '../rising-order';

/**
 * A metric of rows that are there several times or not at all.
 *
 * @param counts - how often each row is there, [rows]
 * @returns null where the metric says nothing, as AUC does of rows of one class
 */
export type ResampledMetric = (counts: ArrayLike<number>) => number | null;

/** `auc` of resampled rows; the rows are put in order once, so that each sample is one pass over them. */
export function resampledAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ResampledMetric {
  const order = risingOrder(scores);
  const resampled = new Float64Array(scores.length);
  return counts => {
    if (weights === undefined) return aucInOrder(order, labels, scores, counts);
    for (let row = 0; row < resampled.length; row++) resampled[row] = counts[row] * weights[row];
    return aucInOrder(order, labels, scores, resampled);
  };
}

/** The mean of a value a row, such as the log loss of each. @returns null if what is there weighs nothing */
export function resampledMean(values: ArrayLike<number>, weights?: ArrayLike<number>): ResampledMetric {
  return counts => {
    let sum = 0;
    let total = 0;
    for (let row = 0; row < values.length; row++) {
      const weight = weights === undefined ? counts[row] : counts[row] * weights[row];
      sum += weight * values[row];
      total += weight;
    }
    return total > 0 ? sum / total : null;
  };
}
