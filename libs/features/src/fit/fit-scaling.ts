import { unscaledNumber } from '../encode/numbers/encode-value';
import type { NumericFeature, Scaling } from '../spec/feature-spec';
import type { Moments } from './moments';

/** A spread this small against the mean is rounding noise; the column counts as constant, as in scikit-learn. */
const EPSILON = Number.EPSILON;

/**
 * Mean and population standard deviation of the raw values of one feature, in the units that its values have once they
 * are cut and their logarithms taken. A missing (NaN) or infinite value counts as the feature's default, as it will
 * when served; with the default `'missing'` it does not count. A constant column gets the scale 1 (the rule of
 * scikit-learn's `StandardScaler`).
 *
 * @param raw - values to fit on: those of the training part alone, so that nothing of the validation part leaks in
 */
export function scalingOf(feature: NumericFeature, raw: Float32Array): Scaling {
  return scalingBy(momentsOf(feature, raw));
}

/** What `scalingOf` is computed from, of some of the values. */
export function momentsOf(feature: NumericFeature, raw: Float32Array): Moments {
  const unscaled = unscaledNumber(feature);
  const isUnscaled = feature.clip === undefined && feature.log !== true;
  const fallback = feature.default === 'missing' ? NaN : unscaled(feature.default);
  if (isUnscaled) return centralMoments(raw, fallback);
  const values = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) values[i] = raw[i] - raw[i] === 0 ? unscaled(raw[i]) : NaN;
  return centralMoments(values, fallback);
}

/** Values that a call goes over: a function is compiled once it was called often, and a loop of millions only late. */
const BLOCK_VALUES = 8192;

/**
 * Two passes, with the correction of the rounding error of the first, in double precision.
 *
 * @param fallback - what a value that is not finite counts as; NaN for not at all
 */
function centralMoments(values: Float32Array | Float64Array, fallback: number): Moments {
  const sums = { present: 0, sum: 0, squares: 0, residue: 0 };
  for (let begin = 0; begin < values.length; begin += BLOCK_VALUES) {
    addValues(sums, values, begin, Math.min(begin + BLOCK_VALUES, values.length), fallback);
  }
  const { present } = sums;
  if (present === 0) return { present, mean: 0, squares: 0 };
  const mean = sums.sum / present;
  for (let begin = 0; begin < values.length; begin += BLOCK_VALUES) {
    addDeviations(sums, values, begin, Math.min(begin + BLOCK_VALUES, values.length), fallback, mean);
  }
  const { squares, residue } = sums;
  return { present, mean, squares: squares - (residue * residue) / present };
}

interface Sums {
  present: number;
  sum: number;
  squares: number;
  residue: number;
}

function addValues(
  sums: Sums,
  values: Float32Array | Float64Array,
  begin: number,
  end: number,
  fallback: number,
): void {
  let { present, sum } = sums;
  for (let i = begin; i < end; i++) {
    const value = values[i] - values[i] === 0 ? values[i] : fallback;
    if (value === value) {
      sum += value;
      present++;
    }
  }
  sums.present = present;
  sums.sum = sum;
}

function addDeviations(
  sums: Sums,
  values: Float32Array | Float64Array,
  begin: number,
  end: number,
  fallback: number,
  mean: number,
): void {
  let { squares, residue } = sums;
  for (let i = begin; i < end; i++) {
    const value = values[i] - values[i] === 0 ? values[i] : fallback;
    const deviation = value - mean;
    if (deviation === deviation) {
      squares += deviation * deviation;
      residue += deviation;
    }
  }
  sums.squares = squares;
  sums.residue = residue;
}

/** The scaling of values with these moments. */
export function scalingBy({ present, mean, squares }: Moments): Scaling {
  if (present === 0) return { mean: 0, std: 1 };
  const variance = squares / present;
  const noise = present * EPSILON * variance + (present * mean * EPSILON) ** 2;
  return { mean, std: variance <= noise ? 1 : Math.sqrt(variance) };
}
