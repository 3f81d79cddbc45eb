import { checkFinite, checkLengths, checkWeights } from '../check-input';
import { MetricInputError } from '../errors';
import { risingOrder } from '../probabilities/rising-order';

/** Rows of similar prediction, and what their amounts were. */
export interface AmountBin {
  readonly meanPredicted: number;
  readonly meanActual: number;
  /** Rows, whatever they weigh. */
  readonly count: number;
}

/**
 * Groups predicted amounts into bins of one size by rising prediction, but for equal predictions, which stay
 * together, and compares the mean of each with that of the actual amounts. Bins whose rows weigh nothing are left out.
 *
 * @param actual finite, [rows]
 * @param predicted finite, [rows]
 * @param binCount whole number from 1
 * @param weights of the rows, 1 unless given, [rows]
 * @throws MetricInputError
 */
export function amountBins(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  binCount: number,
  weights?: ArrayLike<number>,
): AmountBin[] {
  checkLengths({ actual, predicted, weights });
  checkFinite('actual', actual);
  checkFinite('predicted', predicted);
  checkWeights(weights);
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new MetricInputError(`binCount is ${binCount}; expected a whole number from 1.`);
  }
  const bins = Array.from({ length: binCount }, () => ({ predicted: 0, actual: 0, weight: 0, count: 0 }));
  let bin = 0;
  let last = NaN;
  risingOrder(predicted).forEach((row, rank) => {
    if (predicted[row] !== last) bin = Math.floor((rank * binCount) / predicted.length);
    last = predicted[row];
    const weight = weights === undefined ? 1 : weights[row];
    bins[bin].predicted += weight * predicted[row];
    bins[bin].actual += weight * actual[row];
    bins[bin].weight += weight;
    bins[bin].count++;
  });
  return bins
    .filter(({ weight }) => weight > 0)
    .map(sums => ({
      meanPredicted: sums.predicted / sums.weight,
      meanActual: sums.actual / sums.weight,
      count: sums.count,
    }));
}
