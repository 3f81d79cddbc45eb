import { checkFinite, checkLengths } from './check-input';
import { MetricInputError } from './errors';
import { risingOrder } from './rising-order';

/** Rows of similar prediction, and what their amounts were. */
export interface AmountBin {
  readonly meanPredicted: number;
  readonly meanActual: number;
  readonly count: number;
}

/**
 * Groups predicted amounts into bins of one size by rising prediction, but for equal predictions, which stay
 * together, and compares the mean of each with that of the actual amounts.
 *
 * @param actual finite, [rows]
 * @param predicted finite, [rows]
 * @param binCount whole number from 1
 * @throws MetricInputError
 */
export function amountBins(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  binCount: number,
): AmountBin[] {
  checkLengths({ actual, predicted });
  checkFinite('actual', actual);
  checkFinite('predicted', predicted);
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new MetricInputError(`binCount is ${binCount}; expected a whole number from 1.`);
  }
  const bins = Array.from({ length: binCount }, () => ({ predicted: 0, actual: 0, count: 0 }));
  let bin = 0;
  let last = NaN;
  risingOrder(predicted).forEach((row, rank) => {
    if (predicted[row] !== last) bin = Math.floor((rank * binCount) / predicted.length);
    last = predicted[row];
    bins[bin].predicted += predicted[row];
    bins[bin].actual += actual[row];
    bins[bin].count++;
  });
  return bins
    .filter(({ count }) => count > 0)
    .map(sums => ({
      meanPredicted: sums.predicted / sums.count,
      meanActual: sums.actual / sums.count,
      count: sums.count,
    }));
}
