import { risingOrder } from '../probabilities/rising-order';

/**
 * A metric of rows that are there several times or not at all.
 *
 * @param counts - how often each row is there, [rows]
 * @returns null where the metric says nothing, as AUC does of rows of one class
 */
export type ResampledMetric = (counts: ArrayLike<number>) => number | null;

/**
 * `auc` of resampled rows; all but their counts is put in order once, so that each sample is one pass in which nothing
 * else is looked up.
 */
export function resampledAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ResampledMetric {
  const order = risingOrder(scores);
  const isPositive = Uint8Array.from(order, row => (labels[row] === 1 ? 1 : 0));
  const endsTie = Uint8Array.from(order, (row, i) => (scores[order[i + 1]] === scores[row] ? 0 : 1));
  const weightInOrder = weights && Float64Array.from(order, row => weights[row]);
  return counts => {
    let positives = 0;
    let negatives = 0;
    let concordant = 0;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (let i = 0; i < order.length; i++) {
      const count = counts[order[i]];
      const weight = weightInOrder === undefined ? count : count * weightInOrder[i];
      if (isPositive[i] === 1) tiedPositives += weight;
      else tiedNegatives += weight;
      if (endsTie[i] === 0) continue;
      concordant += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    return positives > 0 && negatives > 0 ? concordant / positives / negatives : null;
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
