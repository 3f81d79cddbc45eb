import type { Feature, FeatureSpec } from '../spec/feature-spec';

/**
 * Whether two specs make the same matrix of the same rows, so that what was encoded for one model is input of another.
 * Numbers that only one of two graphs could not scale within float32 are left out of account.
 */
export function encodesAlike(one: FeatureSpec, other: FeatureSpec): boolean {
  if (one === other) return true;
  // What ids mean depends on the vectors that lie beside each model.
  if (one.features.some(isLookedUp)) return false;
  const { features, ...rules } = one;
  const { features: otherFeatures, ...otherRules } = other;
  return (
    isSame(rules, otherRules) &&
    features.length === otherFeatures.length &&
    features.every((feature, i) => isSame(encodedPart(feature, one), encodedPart(otherFeatures[i], other)))
  );
}

function isLookedUp(feature: Feature): boolean {
  return feature.kind !== 'numeric' && feature.coding.kind === 'vectors';
}

/** What a feature says of its input; what the graph does with the numbers is its own affair. */
function encodedPart(feature: Feature, { scaledBy }: FeatureSpec): object {
  if (feature.kind !== 'numeric' || scaledBy === 'host') return feature;
  return { ...feature, clip: undefined, log: undefined, scaling: undefined };
}

/** Compares what JSON can say; a vocabulary may have a million entries. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((value, i) => isSame(value, other[i]))
    );
  }
  const fields = new Map(Object.entries(other).filter(isSet));
  const own = Object.entries(one).filter(isSet);
  return own.length === fields.size && own.every(([name, value]) => isSame(value, fields.get(name)));
}

function isSet([, value]: [string, unknown]): boolean {
  return value !== undefined;
}
