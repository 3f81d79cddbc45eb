import type { FeatureSpec } from '@reckit/features';

/**
 * Features as the manifest has them: the size of a vocabulary in place of its values, which `feature_meta.json` holds, and
 * nothing of ids that lie beside their vectors.
 */
export function describedFeatures({ features, crosses = [] }: FeatureSpec): unknown[] {
  const described = features.map(feature => {
    if (feature.kind === 'numeric' || feature.coding.kind === 'hash') return feature;
    if (feature.coding.kind === 'vectors') return { ...feature, coding: { kind: 'vectors' } };
    const { values, ...coding } = feature.coding;
    return { ...feature, coding: { ...coding, size: values.length } };
  });
  return [...described, ...crosses.map(cross => ({ kind: 'cross', ...cross }))];
}
