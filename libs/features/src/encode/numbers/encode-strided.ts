import { isTakenAsItIs, signedLog } from './encode-value';
import type { FeatureSpec, NumericFeature } from '../../spec/feature-spec';

/** Every `stride`-th value of an array from `start` on: one column of a row-major matrix. */
export interface Strided<Values> {
  readonly values: Values;
  readonly start: number;
  readonly stride: number;
}

/**
 * What `EncodeNumber` does, for a column of raw values at once: a loop without a call for each.
 *
 * @returns how many results are NaN
 */
export type EncodeNumbers = (
  raw: Strided<Float32Array | Float64Array>,
  encoded: Strided<Float32Array>,
  count: number,
) => number;

/** The arithmetic of one numeric feature for many values, the same as that of `numberEncoder` for one. */
export function numbersEncoder(
  feature: NumericFeature,
  { rawPrecision, scaledBy }: Pick<FeatureSpec, 'rawPrecision' | 'scaledBy'>,
): EncodeNumbers {
  if (isTakenAsItIs(feature)) return takeAll;
  const { clip, log = false, scaling } = feature;
  const { min = -Infinity, max = Infinity } = clip ?? {};
  const { mean = 0, std = 1 } = scaling ?? {};
  const keepsRaw = scaledBy === 'graph';
  const roundsFirst = keepsRaw || rawPrecision === 'float32';
  return (raw, encoded, count) => {
    const { values: numbers, stride } = raw;
    const { values: floats, stride: width } = encoded;
    let missing = 0;
    for (let i = 0, from = raw.start, at = encoded.start; i < count; i++, from += stride, at += width) {
      const rounded = Math.fround(numbers[from]);
      const value = roundsFirst ? rounded : numbers[from];
      const clipped = value < min ? min : value > max ? max : value;
      const scaled = Math.fround(((log ? signedLog(clipped) : clipped) - mean) / std);
      if (rounded - rounded === 0 && scaled - scaled === 0) floats[at] = keepsRaw ? rounded : scaled;
      else {
        floats[at] = NaN;
        missing++;
      }
    }
    return missing;
  };
}

function takeAll(
  raw: Strided<Float32Array | Float64Array>,
  encoded: Strided<Float32Array>,
  count: number,
): number {
  const { values: numbers, stride } = raw;
  const { values: floats, stride: width } = encoded;
  let missing = 0;
  for (let i = 0, from = raw.start, at = encoded.start; i < count; i++, from += stride, at += width) {
    const rounded = Math.fround(numbers[from]);
    if (rounded - rounded === 0) floats[at] = rounded;
    else {
      floats[at] = NaN;
      missing++;
    }
  }
  return missing;
}
