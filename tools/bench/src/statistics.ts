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

/** @throws RangeError if there is no value */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw nothing();
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation, as a sample tells that of all; 0 for a single value. @throws RangeError if there is no value */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
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
  if (values.length === 0) throw nothing();
  return Float64Array.from(values).sort();
}

function nothing(): RangeError {
  return new RangeError('There is nothing to take the statistics of.');
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
