import type { CategoryCoding, Feature, NumericFeature, SeenValues } from '@reckit/features';

/** What people should know of a feature before they send it, in words; null for what nobody has noted. */
export interface FeatureFacts {
  readonly name: string;
  readonly kind: string;
  /** What counts where there is no value. */
  readonly fallback: string;
  readonly range: string | null;
  /** The share of the rows of the training data that had no value. */
  readonly missing: string | null;
}

/** @param seen - what the training data had of the features, by name */
export function featureFacts(
  features: readonly Feature[],
  seen: ReadonlyMap<string, SeenValues>,
): readonly FeatureFacts[] {
  return features.map(feature => {
    const values = seen.get(feature.name);
    return {
      name: feature.name,
      kind: kindOf(feature),
      fallback: fallbackOf(feature),
      range: rangeOf(feature, values?.range ?? null),
      missing: values ? percent(values.missingShare) : null,
    };
  });
}

function kindOf(feature: Feature): string {
  switch (feature.kind) {
    case 'numeric':
      return feature.categories ? 'category or its code' : 'number';
    case 'categorical':
      return 'category';
    case 'sequence':
      return `list of categories, of which the last ${feature.maxLength} count`;
  }
}

function fallbackOf(feature: Feature): string {
  switch (feature.kind) {
    case 'numeric':
      return feature.default === 'missing' ? 'missing, which the trees know' : shown(feature.default);
    case 'categorical':
      return feature.default ?? 'unknown';
    case 'sequence':
      return 'empty';
  }
}

function rangeOf(feature: Feature, seen: SeenValues['range']): string | null {
  switch (feature.kind) {
    case 'numeric':
      return feature.categories ? `${feature.categories.length} categories` : rangeOfNumbers(feature, seen);
    case 'categorical':
    case 'sequence':
      return valuesOf(feature.coding);
  }
}

function rangeOfNumbers({ clip, scaling, log }: NumericFeature, seen: SeenValues['range']): string | null {
  const parts = [
    ...(seen ? [`${shown(seen.min)} to ${shown(seen.max)}`] : []),
    // Of a logarithm the mean says nothing in the units that clients send.
    ...(!seen && scaling && !log ? [`mean ${shown(scaling.mean)}, deviation ${shown(scaling.std)}`] : []),
    ...(clip?.min === undefined ? [] : [`cut at ${shown(clip.min)} from below`]),
    ...(clip?.max === undefined ? [] : [`cut at ${shown(clip.max)} from above`]),
  ];
  return parts.length > 0 ? parts.join(', ') : null;
}

function valuesOf(coding: CategoryCoding): string {
  switch (coding.kind) {
    case 'hash':
      return `any value, in ${coding.buckets} buckets`;
    case 'vocabulary':
      return `${coding.values.length} known values`;
    case 'vectors':
      return `${coding.ids?.count ?? 0} ids that have a vector`;
  }
}

function shown(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

function percent(share: number): string {
  if (share === 0) return '0 %';
  return `${Number((100 * share).toPrecision(2))} %`;
}
