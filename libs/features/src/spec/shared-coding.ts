import { describeValue } from '../describe-value';
import { BadFeatureFile } from '../errors';
import type { CategoricalFeature, Feature, SequenceFeature } from './feature-spec';

/** Whether a feature has the values of another. */
export function isShared(feature: Feature): boolean {
  return feature.kind === 'sequence' && feature.shares !== undefined;
}

/** The sequences of some features whose events are values of a category. */
export function sequencesSharing(
  features: readonly Feature[],
  { name }: Pick<CategoricalFeature, 'name'>,
): readonly SequenceFeature[] {
  return features.flatMap(feature =>
    feature.kind === 'sequence' && feature.shares === name ? [feature] : [],
  );
}

/**
 * The same features, with sequences that share the values of a category coded as it is.
 *
 * @param place - where they were described, for messages
 * @throws BadFeatureFile if there is no such category
 */
export function withSharedCodings(features: readonly Feature[], place: string): readonly Feature[] {
  return features.map(feature => {
    if (feature.kind !== 'sequence' || feature.shares === undefined) return feature;
    return { ...feature, coding: sharedCategory(feature, features, place).coding };
  });
}

function sharedCategory(
  { name, shares }: SequenceFeature,
  features: readonly Feature[],
  place: string,
): CategoricalFeature {
  const found = features.find(feature => feature.name === shares);
  if (found?.kind === 'categorical') return found;
  const categories = features.filter(({ kind }) => kind === 'categorical').map(category => category.name);
  throw new BadFeatureFile(
    `${place}: the sequence ${describeValue(name)} shares the values of ${describeValue(shares)}, ` +
      `which is no category here; ${categories.length === 0 ? 'there is none' : `there is ${categories.join(', ')}`}.`,
  );
}
