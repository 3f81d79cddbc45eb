import { checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';
import { weighed } from './weighed-classes';

/** What is right and wrong if rows with a score from a threshold on are called 1, and the others 0. */
export interface Confusion {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * The confusion at the threshold with the greatest F1, the harmonic mean of precision and recall; of several such at the
 * highest. One half would tell nothing of a rare event, whose scores may all lie below it.
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param weights of the rows, 1 unless given, [rows]; what they weigh is counted then
 * @returns null if one class is absent or weighs nothing
 * @throws MetricInputError
 */
export function confusionAtBestF1(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Confusion | null {
  checkScoredLabels(labels, scores, weights);
  const { positives, negatives } = weighed(labels, weights);
  if (positives === 0 || negatives === 0) return null;
  const order = risingOrder(scores);
  let best = { f1: -1, threshold: Infinity, truePositives: 0, falsePositives: 0 };
  let truePositives = 0;
  let falsePositives = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) {
      const row = order[i];
      const weight = weights === undefined ? 1 : weights[row];
      if (labels[row] === 1) truePositives += weight;
      else falsePositives += weight;
    }
    const f1 = (2 * truePositives) / (truePositives + falsePositives + positives);
    if (f1 > best.f1) best = { f1, threshold: score, truePositives, falsePositives };
  }
  return {
    threshold: best.threshold,
    truePositives: best.truePositives,
    falsePositives: best.falsePositives,
    // Sums in another order differ in their last bits.
    falseNegatives: Math.max(0, positives - best.truePositives),
    trueNegatives: Math.max(0, negatives - best.falsePositives),
  };
}
