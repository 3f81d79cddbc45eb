import { binCounts, type Histogram } from './histogram';
import { haveSameBins } from './histogram-tally';

/** How far two sets of rows are from each other in one feature. */
export interface Stability {
  /** The population stability index: 0 for equal shares; above 0.1 a shift is seen, above 0.25 it is a large one. */
  readonly psi: number;
  /** What it would be on average if both were drawn from the same rows; matters where one of them is small. */
  readonly byChance: number;
}

/** What is added to each bin, so that an empty one has a share: the prior of Jeffreys. */
const PRIOR = 0.5;

/**
 * The population stability index of two histograms: the sum of (p − q) · ln(p / q) over the shares of their bins.
 *
 * @param expected - of the training rows
 * @param actual - of other rows, in the same bins, as `NumberTally` and `CategoryTally` sort them
 * @returns null where one of them has no rows
 * @throws RangeError if the bins are not the same
 * @example
 * const tally = new NumberTally(trained.histogram);
 * for (const value of served) tally.add(value);
 * const { psi } = populationStability(trained.histogram, tally.histogram()) ?? { psi: 0 };
 */
export function populationStability(expected: Histogram, actual: Histogram): Stability | null {
  if (!haveSameBins(expected, actual)) {
    throw new RangeError('Two histograms are compared that do not have the same bins.');
  }
  const [p, q] = [binCounts(expected), binCounts(actual)];
  const [rowsOfP, rowsOfQ] = [sum(p), sum(q)];
  if (rowsOfP === 0 || rowsOfQ === 0) return null;
  const bins = p.filter((count, bin) => count > 0 || q[bin] > 0).length;
  let psi = 0;
  for (let bin = 0; bin < p.length; bin++) {
    if (p[bin] === 0 && q[bin] === 0) continue;
    const ofP = (p[bin] + PRIOR) / (rowsOfP + bins * PRIOR);
    const ofQ = (q[bin] + PRIOR) / (rowsOfQ + bins * PRIOR);
    psi += (ofP - ofQ) * Math.log(ofP / ofQ);
  }
  // Each share varies by its own size over the rows, so that what is left of a bin does not depend on its size.
  return { psi, byChance: (bins - 1) * (1 / rowsOfP + 1 / rowsOfQ) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
