import { checkScoredLabels } from './check-input';
import { risingOrder } from './rising-order';

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
 * @returns null if one class is absent
 * @throws MetricInputError
 */
export function confusionAtBestF1(labels: ArrayLike<number>, scores: ArrayLike<number>): Confusion | null {
  checkScoredLabels(labels, scores);
  let positiveCount = 0;
  for (let row = 0; row < labels.length; row++) positiveCount += labels[row];
  if (positiveCount === 0 || positiveCount === labels.length) return null;
  const order = risingOrder(scores);
  const best = { f1: -1, threshold: Infinity, truePositives: 0, called: 0 };
  let truePositives = 0;
  for (let i = order.length - 1; i >= 0;) {
    const score = scores[order[i]];
    for (; i >= 0 && scores[order[i]] === score; i--) truePositives += labels[order[i]];
    const called = order.length - 1 - i;
    const f1 = (2 * truePositives) / (called + positiveCount);
    if (f1 > best.f1) Object.assign(best, { f1, threshold: score, truePositives, called });
  }
  const falsePositives = best.called - best.truePositives;
  return {
    threshold: best.threshold,
    truePositives: best.truePositives,
    falsePositives,
    falseNegatives: positiveCount - best.truePositives,
    trueNegatives: labels.length - positiveCount - falsePositives,
  };
}
