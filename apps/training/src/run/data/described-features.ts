import type { FeatureSpec } from '@reckit/features';

/** Features as the manifest has them: the size of a vocabulary in place of its values, which `feature_meta.json` holds. */
export function describedFeatures({ features }: FeatureSpec): unknown[] {
  return features.map(feature => {
    if (feature.kind === 'numeric' || feature.coding.kind === 'hash') return feature;
    const { values, ...coding } = feature.coding;
    return { ...feature, coding: { ...coding, size: values.length } };
  });
}
