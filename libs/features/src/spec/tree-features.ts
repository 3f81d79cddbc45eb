import { BadFeatureFile } from '../errors';
import type { CategoricalFeature, FeatureSpec, NumericFeature } from './feature-spec';

/** What trees can split on. */
export type TreeFeature = NumericFeature | CategoricalFeature;

/**
 * The same spec for trees, which take numbers and, as codes, categories.
 *
 * @param file - where the features were described, for messages
 * @throws BadFeatureFile if a feature is a sequence
 */
export function treeFeatures(spec: FeatureSpec, file: string): FeatureSpec<TreeFeature> {
  const features = spec.features.map((feature): TreeFeature => {
    if (feature.kind !== 'sequence') return feature;
    throw new BadFeatureFile(
      `${file}: the feature "${feature.name}" is of the kind sequence, which trees cannot take; leave it out, or train deepfm or mmoe.`,
    );
  });
  return { ...spec, features, categoryIds: 'codes' };
}
