import type { NumericFeature } from './feature-spec';

/** What a raw value becomes, from number to model input; returns NaN where the result is no finite float32. */
export type EncodeNumber = (raw: number) => number;

/**
 * The arithmetic of one numeric feature: cut to the clip range, standardised in double precision, rounded
 * to float32. Training and serving both go through it, so they cannot differ.
 */
export function numberEncoder(feature: NumericFeature, rawPrecision: 'float32' | 'float64'): EncodeNumber {
  const { clip, scaling } = feature;
  const min = clip?.min ?? -Infinity;
  const max = clip?.max ?? Infinity;
  const mean = scaling?.mean ?? 0;
  const std = scaling?.std ?? 1;
  const roundFirst = rawPrecision === 'float32';
  if (!clip && !scaling) return raw => finiteOrNaN(Math.fround(raw));
  return raw => {
    const rounded = Math.fround(raw);
    if (finiteOrNaN(rounded) !== rounded) return NaN;
    const value = roundFirst ? rounded : raw;
    const clipped = value < min ? min : value > max ? max : value;
    return finiteOrNaN(Math.fround((clipped - mean) / std));
  };
}

/** The model input that stands for a missing value: the encoded default, or NaN for `'missing'`. */
export function encodedDefault(feature: NumericFeature, encode: EncodeNumber): number {
  return feature.default === 'missing' ? NaN : encode(feature.default);
}

function finiteOrNaN(value: number): number {
  return value - value === 0 ? value : NaN;
}
