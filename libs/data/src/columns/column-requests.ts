import type { Feature, FeatureSpec } from '@reckit/features';
import type { FeatureRequest } from './feature-collector';

/** What has to be read of a data file for a spec: a column a feature, with what counts as missing in it. */
export function columnRequests(spec: FeatureSpec): FeatureRequest[] {
  return spec.features.map(feature => {
    const missing = feature.missing ?? spec.missing;
    return { ...columnOf(feature), ...(missing && { missing }) };
  });
}

function columnOf(feature: Feature): FeatureRequest {
  const { name } = feature;
  switch (feature.kind) {
    case 'numeric':
      return { name, kind: 'numeric' };
    case 'categorical':
      return { name, kind: 'category' };
    case 'sequence':
      return { name, kind: 'sequence', separator: feature.separator };
  }
}
