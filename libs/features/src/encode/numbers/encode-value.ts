import type { FeatureSpec, NumericFeature } from '../../spec/feature-spec';

/** What a raw value becomes, from number to model input; returns NaN where the result is no finite float32. */
export type EncodeNumber = (raw: number) => number;

/**
 * The arithmetic of one numeric feature. Training and serving both go through it, so they cannot differ.
 *
 * Where the host scales: cut to the clip range, replaced by `signedLog` of it if the feature says so, standardised,
 * all in double precision, and rounded to float32. Where the graph scales: the raw value as float32, unless
 * scaling would take it out of float32.
 */
export function numberEncoder(
  feature: NumericFeature,
  { rawPrecision, scaledBy }: Pick<FeatureSpec, 'rawPrecision' | 'scaledBy'>,
): EncodeNumber {
  if (isTakenAsItIs(feature)) return raw => finiteOrNaN(Math.fround(raw));
  if (scaledBy === 'host') return scaledNumber(feature, rawPrecision);
  const scaled = scaledNumber(feature, 'float32');
  return raw => (Number.isNaN(scaled(raw)) ? NaN : Math.fround(raw));
}

/** Whether a raw value is rounded to float32 before anything else happens to it. */
export function roundsFirst(
  feature: NumericFeature,
  { rawPrecision, scaledBy }: Pick<FeatureSpec, 'rawPrecision' | 'scaledBy'>,
): boolean {
  return rawPrecision === 'float32' || scaledBy === 'graph' || isTakenAsItIs(feature);
}

/** The model input that stands for a missing value: the encoded default, or NaN for `'missing'`. */
export function encodedDefault(feature: NumericFeature, encode: EncodeNumber): number {
  return feature.default === 'missing' ? NaN : encode(feature.default);
}

/** A logarithm for values of either sign: `sign(x) · ln(1 + |x|)`, which is x itself near 0. */
export function signedLog(value: number): number {
  return value < 0 ? -Math.log1p(-value) : Math.log1p(value);
}

/** A value cut to the clip range of its feature, and its `signedLog` if the feature says so: what is standardised. */
export function unscaledNumber({ clip, log = false }: NumericFeature): (raw: number) => number {
  const min = clip?.min ?? -Infinity;
  const max = clip?.max ?? Infinity;
  return raw => {
    const clipped = raw < min ? min : raw > max ? max : raw;
    return log ? signedLog(clipped) : clipped;
  };
}

function scaledNumber(feature: NumericFeature, rawPrecision: FeatureSpec['rawPrecision']): EncodeNumber {
  const { mean = 0, std = 1 } = feature.scaling ?? {};
  const unscaled = unscaledNumber(feature);
  const roundFirst = rawPrecision === 'float32';
  return raw => {
    const rounded = Math.fround(raw);
    if (finiteOrNaN(rounded) !== rounded) return NaN;
    return finiteOrNaN(Math.fround((unscaled(roundFirst ? rounded : raw) - mean) / std));
  };
}

/** Whether a raw value becomes the model input by being rounded, and nothing else. */
export function isTakenAsItIs({ clip, log, scaling }: NumericFeature): boolean {
  return clip === undefined && log !== true && scaling === undefined;
}

function finiteOrNaN(value: number): number {
  return value - value === 0 ? value : NaN;
}
