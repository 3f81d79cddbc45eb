/** Round numbers along an axis. */
export interface Ticks {
  readonly step: number;
  /** Rising, the first at or below the range and the last at or above it. */
  readonly values: readonly number[];
  /** By the ratio of values rather than by their distance. @default false */
  readonly isLog?: boolean;
}

/**
 * Picks ticks at multiples of 1, 2 or 5 times a power of ten that span `[low, high]`, about `count` of them.
 *
 * @param wholeNumbers keeps the step at 1 or more
 */
export function niceTicks(low: number, high: number, count: number, wholeNumbers = false): Ticks {
  const range = high > low ? high - low : Math.abs(low) || 1;
  const least = wholeNumbers ? 1 : 0;
  const step = Math.max(least, niceStep(range / count));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return { step, values: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step) };
}

/**
 * Picks ticks for an axis of ratios that span `[low, high]`: powers of ten, with 2 and 5 times them over a short span.
 *
 * @param low above 0
 */
export function logTicks(low: number, high: number): Ticks {
  const digits = high / low > SHORT_SPAN ? [1] : [1, 2, 5];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const all = Array.from({ length: last - first + 2 }, (_, i) =>
    digits.map(digit => digit * 10 ** (first + i)),
  ).flat();
  const from = all.findLastIndex(value => value <= low * (1 + 1e-9));
  const to = all.findIndex(value => value >= high * (1 - 1e-9));
  const values = all.slice(from, Math.max(to, from + 1) + 1);
  return { step: values[0], values, isLog: true };
}

const SHORT_SPAN = 50;

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const multiple = [1, 2, 5, 10].find(candidate => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return multiple * power;
}
