import type { Histogram } from './histogram';
import { haveSameBins } from './histogram-tally';

/**
 * The rows of several histograms together.
 *
 * @throws RangeError if their bins are not the same, or there is none
 */
export function sumHistograms(histograms: readonly Histogram[]): Histogram {
  return histograms.reduce((sum, next) => {
    if (!haveSameBins(sum, next))
      throw new RangeError('Histograms are added that do not have the same bins.');
    const counts = sum.counts.map((count, bin) => count + next.counts[bin]);
    const missing = sum.missing + next.missing;
    return 'others' in sum && 'others' in next
      ? { ...sum, counts, missing, others: sum.others + next.others }
      : { ...sum, counts, missing };
  });
}
