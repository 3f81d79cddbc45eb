import { wantsLogAxis } from '../amounts/wants-log-axis';
import { risingOrder } from './rising-order';
import { checkBinaryLabels, checkLengths, checkProbabilities, checkWeights } from '../check-input';

/**
 * How many rows of each class, or how much weight of them, have a score in each of some bins between the least and the
 * greatest score.
 */
export interface ScoreHistogram {
  /** Ends of the bins, rising; one more than there are bins. The first bin also takes what is below its end. */
  readonly edges: readonly number[];
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

const SMALLEST = 1e-9;
/** The share of scores that a few strange ones may have: the first of the bins of one ratio takes them all. */
const TAIL = 0.001;

/**
 * Counts probabilities by bin and class. The bins span the scores that there are: at a click rate of 0.1 % all of
 * them lie in the first hundredth of [0, 1]. They are of one width, or of one ratio where most are many times smaller
 * than the greatest.
 *
 * @param labels 0 or 1, [rows]
 * @param probabilities from 0 to 1, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @param binCount 40 unless given
 * @throws MetricInputError
 */
export function scoreHistogram(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
  binCount = 40,
): ScoreHistogram {
  checkLengths({ labels, probabilities, weights });
  checkBinaryLabels(labels);
  checkProbabilities('probabilities', probabilities);
  checkWeights(weights);
  const edges = edgesFor(probabilities, binCount);
  const positives = new Array<number>(binCount).fill(0);
  const negatives = new Array<number>(binCount).fill(0);
  for (let row = 0; row < labels.length; row++) {
    const bin = binOf(edges, probabilities[row]);
    (labels[row] === 1 ? positives : negatives)[bin] += weights === undefined ? 1 : weights[row];
  }
  return { edges, positives, negatives };
}

function edgesFor(probabilities: ArrayLike<number>, binCount: number): number[] {
  const order = risingOrder(probabilities);
  const quantile = (share: number) => probabilities[order[Math.floor(share * (order.length - 1))]];
  const [least, greatest] = [quantile(0), quantile(1)];
  if (greatest > SMALLEST && wantsLogAxis(quantile(0.5), greatest)) {
    const low = Math.max(quantile(TAIL), SMALLEST);
    const ratio = (greatest / low) ** (1 / binCount);
    return Array.from({ length: binCount + 1 }, (_, i) => (i === binCount ? greatest : low * ratio ** i));
  }
  // Around a single score there is room on both sides.
  const [from, to] =
    greatest - least > SMALLEST ? [least, greatest] : [0.9 * least, Math.min(1, 1.1 * greatest + SMALLEST)];
  const width = (to - from) / binCount;
  return Array.from({ length: binCount + 1 }, (_, i) => (i === binCount ? to : from + i * width));
}

/** The bin whose lower end a value has reached; the first one also takes what is below, the last one its upper end. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}
