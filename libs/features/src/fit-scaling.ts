import type { FeatureSpec, Scaling } from './feature-spec';

/** A spread this small against the mean is rounding noise; the column counts as constant, as in scikit-learn. */
const EPSILON = Number.EPSILON;

/**
 * Mean and population standard deviation of every column, over the given rows only: fitted on the training
 * part, so that nothing of the validation part leaks into it. A missing (NaN) or infinite value counts as the
 * feature's default, as it will when served; with the default `'missing'` it does not count. A constant column
 * gets the scale 1 (the rule of scikit-learn's `StandardScaler`).
 *
 * @param matrix - row-major [rows, features], raw values
 * @param rows - the rows to fit on
 * @returns the spec with a `scaling` for every feature
 */
export function fitScaling(spec: FeatureSpec, matrix: Float32Array, rows: ArrayLike<number>): FeatureSpec {
  const width = spec.features.length;
  return {
    ...spec,
    features: spec.features.map((feature, column) => ({
      ...feature,
      scaling: scalingOf(rows.length, i => {
        const raw = matrix[rows[i] * width + column];
        const value = Number.isFinite(raw) ? raw : feature.default === 'missing' ? NaN : feature.default;
        return clipTo(value, feature.clip?.min, feature.clip?.max);
      }),
    })),
  };
}

function clipTo(value: number, min = -Infinity, max = Infinity): number {
  return value < min ? min : value > max ? max : value;
}

/** Two passes, with the correction of the rounding error of the first, in double precision. */
function scalingOf(count: number, valueAt: (i: number) => number): Scaling {
  let sum = 0;
  let present = 0;
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (value === value) {
      sum += value;
      present++;
    }
  }
  if (present === 0) return { mean: 0, std: 1 };
  const mean = sum / present;
  let squares = 0;
  let residue = 0;
  for (let i = 0; i < count; i++) {
    const deviation = valueAt(i) - mean;
    if (deviation === deviation) {
      squares += deviation * deviation;
      residue += deviation;
    }
  }
  const variance = (squares - (residue * residue) / present) / present;
  const noise = present * EPSILON * variance + (present * mean * EPSILON) ** 2;
  return { mean, std: variance <= noise ? 1 : Math.sqrt(variance) };
}
