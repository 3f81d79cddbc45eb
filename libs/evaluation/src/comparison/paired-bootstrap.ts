import { MetricInputError } from '../errors';
import type { ResampledMetric } from './resampled-metric';

export interface PairedBootstrap {
  /** The same metric of two models on the same rows. */
  readonly current: ResampledMetric;
  readonly challenger: ResampledMetric;
  /**
   * Which rows come and go together, such as those of one user, as numbers from 0, [rows]: rows of one user are alike,
   * and drawn one by one they would promise more certainty than there is.
   */
  readonly groupOfRow: Uint32Array;
  /** @default 1000 */
  readonly samples?: number;
  /** Share of the samples between the ends of the interval. @default 0.95 */
  readonly confidence?: number;
  readonly random: { integer(low: number, high: number): number };
}

/** How sure a difference of two models is. */
export interface DifferenceInterval {
  /** Challenger less current, on all rows. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly samples: number;
}

/**
 * How much of a difference between two models is chance of the rows: both are measured on the same samples drawn with
 * replacement, and the interval holds the middle of the differences (the percentile interval of Efron and Tibshirani,
 * "An Introduction to the Bootstrap", 1993). Samples in which the metric says nothing are left out.
 *
 * @returns null if the metric says nothing of the rows, or of most of the samples
 * @throws MetricInputError if there are no rows
 */
export function pairedBootstrap({
  current,
  challenger,
  groupOfRow,
  samples = 1000,
  confidence = 0.95,
  random,
}: PairedBootstrap): DifferenceInterval | null {
  const rows = groupOfRow.length;
  if (rows === 0) throw new MetricInputError('There are no rows to draw samples from.');
  const ofAll = differenceOn(new Uint8Array(rows).fill(1));
  if (ofAll === null) return null;

  const groups = groupOfRow.reduce((most, group) => Math.max(most, group), 0) + 1;
  const drawn = new Uint32Array(groups);
  const counts = new Uint32Array(rows);
  const differences: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    drawn.fill(0);
    for (let i = 0; i < groups; i++) drawn[random.integer(0, groups - 1)]++;
    for (let row = 0; row < rows; row++) counts[row] = drawn[groupOfRow[row]];
    const difference = differenceOn(counts);
    if (difference !== null) differences.push(difference);
  }
  if (differences.length <= samples / 2) return null;
  differences.sort((a, b) => a - b);
  const outside = (1 - confidence) / 2;
  return {
    difference: ofAll,
    low: quantile(differences, outside),
    high: quantile(differences, 1 - outside),
    confidence,
    samples: differences.length,
  };

  function differenceOn(sample: ArrayLike<number>): number | null {
    const [before, after] = [current(sample), challenger(sample)];
    return before === null || after === null ? null : after - before;
  }
}

/** Between the two values that lie around it. */
function quantile(rising: readonly number[], share: number): number {
  const place = share * (rising.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, rising.length - 1);
  return rising[below] + (place - below) * (rising[above] - rising[below]);
}
