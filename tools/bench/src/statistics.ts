/** The middle of repeated measurements and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError if there is no value */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { median: middleOf(sorted), min: sorted[0], max: sorted[sorted.length - 1] };
}

/** The mean of the two middle values where their number is even. @throws RangeError if there is no value */
export function median(values: readonly number[]): number {
  return middleOf(ascending(values));
}

/**
 * The smallest value that at least `fraction` of all values do not exceed (nearest rank).
 *
 * @param fraction - above 0, up to 1; 0.99 for p99
 * @throws RangeError if there is no value
 */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = ascending(values);
  return sorted[Math.max(Math.ceil(sorted.length * fraction), 1) - 1];
}

function ascending(values: readonly number[]): Float64Array {
  if (values.length === 0) throw new RangeError('There is nothing to take the statistics of.');
  return Float64Array.from(values).sort();
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
