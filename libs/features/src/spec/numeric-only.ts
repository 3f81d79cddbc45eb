import { BadFeatureFile } from '../errors';
import type { FeatureSpec, NumericFeature, NumericSpec } from './feature-spec';

/**
 * The same spec, for a model that takes numbers alone.
 *
 * @param file - where the features were described, for messages
 * @throws BadFeatureFile if a feature is of another kind
 */
export function numericOnly(spec: FeatureSpec, file: string): NumericSpec {
  const features = spec.features.map((feature): NumericFeature => {
    if (feature.kind === 'numeric') return feature;
    throw new BadFeatureFile(
      `${file}: the feature "${feature.name}" is of the kind ${feature.kind}, but this model takes numeric features only; leave it out, or train deepfm or mmoe.`,
    );
  });
  return { ...spec, features };
}
