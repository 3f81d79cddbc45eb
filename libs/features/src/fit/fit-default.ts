import type { NumericFeature } from '../spec/feature-spec';
import { BadFeatureData } from '../errors';
import type { Moments } from './moments';

/**
 * The feature with the mean of its values in the training rows as its default, if that is what it is to have. The
 * values are those that the model sees of a row: cut to the clip range, before logarithm and scaling.
 *
 * @param raw - the values of the training rows; NaN and infinities do not count
 * @throws BadFeatureData if no training row has a value
 */
export function withMeanAsDefault(feature: NumericFeature, raw: Float32Array): NumericFeature {
  return feature.defaultIsMean ? withDefault(feature, meanOf(feature, raw)) : feature;
}

/** What the mean is computed from, of some of the values. */
export function meanOf({ clip }: NumericFeature, raw: Float32Array): Pick<Moments, 'present' | 'mean'> {
  const { min = -Infinity, max = Infinity } = clip ?? {};
  let mean = 0;
  let present = 0;
  for (let i = 0; i < raw.length; i++) {
    const value = raw[i];
    if (value - value !== 0) continue;
    present++;
    // A running mean, since the sum of many large values need not be finite.
    mean += (Math.min(Math.max(value, min), max) - mean) / present;
  }
  return { present, mean };
}

/**
 * The feature with a mean as its default.
 *
 * @throws BadFeatureData if it is one of no values
 */
export function withDefault(
  { defaultIsMean: _, ...feature }: NumericFeature,
  { present, mean }: Pick<Moments, 'present' | 'mean'>,
): NumericFeature {
  if (present === 0) {
    throw new BadFeatureData(
      `The feature "${feature.name}" has no value in any training row, so its default can be no mean; leave it out.`,
    );
  }
  return { ...feature, default: mean };
}
