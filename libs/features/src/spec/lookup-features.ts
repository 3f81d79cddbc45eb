import { BadFeatureFile } from '../errors';
import type { FeatureSpec, VectorIds } from './feature-spec';

/** The feature that says how many neighbours are to be found, and how many these are where nobody says. */
const TOP_K = 'top_k';
const DEFAULT_TOP_K = 20;

/**
 * The inputs of a model that looks up the vector of an id, and answers those that are nearest to it: the id, and how many
 * are to be found.
 *
 * @param id - what the feature is called that is the id
 */
export function lookupFeatures(id: string): FeatureSpec {
  return {
    features: [
      { kind: 'categorical', name: id, coding: { kind: 'vectors', ids: null }, default: null },
      { kind: 'numeric', name: TOP_K, default: DEFAULT_TOP_K },
    ],
    rawPrecision: 'float32',
    scaledBy: 'host',
    categoryForm: 2,
    // An id that looks like a gap is one all the same.
    missing: [],
  };
}

/**
 * Proves that features are those of such a model, whatever wrote them.
 *
 * @param file - where the features were described, for messages
 * @throws BadFeatureFile
 */
export function assertLookupFeatures({ features, categoryIds }: FeatureSpec, file: string): void {
  const [id, topK] = features;
  if (
    features.length === 2 &&
    id.kind === 'categorical' &&
    id.coding.kind === 'vectors' &&
    topK.kind === 'numeric' &&
    topK.name === TOP_K &&
    categoryIds !== 'codes'
  )
    return;
  throw new BadFeatureFile(
    `${file}: a model without a graph looks up vectors, and takes an id of these and ${TOP_K} alone; train it again.`,
  );
}

/** The spec with what its ids are looked up in. */
export function withVectorIds(spec: FeatureSpec, ids: VectorIds): FeatureSpec {
  return {
    ...spec,
    features: spec.features.map(feature =>
      feature.kind === 'categorical' && feature.coding.kind === 'vectors'
        ? { ...feature, coding: { kind: 'vectors', ids } }
        : feature,
    ),
  };
}
