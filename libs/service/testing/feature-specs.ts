import type { CategoryCoding, Feature, FeatureSpec } from '@reckit/features';

/** The names of the features, whose values are of these kinds. */
export const NAMES = ['ctr', 'age', 'constructor', 'price', 'a_feature_with_a_long_name'];

export const VOCABULARY = {
  kind: 'vocabulary' as const,
  minCount: 1,
  values: ['home', '5', '0', '-7', '1e5', '999999999999999', '9007199254740991', 'é', 'constructor'],
} satisfies CategoryCoding;

const MIXED: readonly Feature[] = [
  { kind: 'categorical', name: 'ctr', coding: VOCABULARY, default: 'home' },
  { kind: 'sequence', name: 'age', coding: VOCABULARY, maxLength: 3, pooling: 'mean', separator: '|' },
  { kind: 'numeric', name: 'constructor', default: 1.5, log: true, scaling: { mean: 0, std: 2 } },
  { kind: 'categorical', name: 'price', coding: { kind: 'hash', buckets: 1000 }, default: null },
  {
    kind: 'sequence',
    name: 'a_feature_with_a_long_name',
    coding: { kind: 'hash', buckets: 3 },
    maxLength: 1,
    pooling: 'sum',
    separator: '|',
  },
];

/** Features of all kinds, encoded in all ways. */
export const SPECS: Readonly<Record<string, FeatureSpec>> = {
  plain: {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: NAMES.map(name => ({ kind: 'numeric', name, default: 0 })),
  },
  'scaled, our precision': {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: i === 1 ? 'missing' : 1.5,
      clip: { min: -1e6, max: 1e6 },
      scaling: { mean: 0.1 * i, std: 0.3 + i },
    })),
  },
  'scaled, the precision of Python': {
    rawPrecision: 'float64',
    scaledBy: 'host',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: 0,
      scaling: { mean: 0.1 * i, std: 0.3 + i },
    })),
  },
  'scaled by the graph': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: 1.5,
      log: i % 2 === 0,
      scaling: { mean: 0.1 * i, std: 1e-3 },
    })),
  },
  'categories and sequences among numbers': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED,
  },
  'categories in the canonical form, with words and numbers for gaps': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED,
    categoryForm: 2,
    missing: ['NA', '0', '-7', 'x'],
  },
  'numbers in buckets, and crosses': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED.map(feature =>
      feature.kind === 'numeric' ? { ...feature, buckets: { edges: [-1, 0.5, 100] } } : feature,
    ),
    crosses: [
      { name: 'one', cross: ['price', 'ctr'], buckets: 50 },
      { name: 'other', cross: ['constructor', 'ctr'], buckets: 3 },
    ],
    categoryForm: 2,
  },
  'categories as codes': {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: MIXED.filter(({ kind }) => kind !== 'sequence'),
    categoryForm: 2,
    categoryIds: 'codes',
  },
};

/** Numbers of which a model takes buckets alone, or beside them, and a cross of two. */
export const BUCKETS: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'host',
  features: NAMES.map((name, i) => ({
    kind: 'numeric',
    name,
    default: 1,
    missing: ['-7'],
    buckets: { edges: [i, 10], ...(i > 1 && { only: true }) },
  })),
  crosses: [{ name: 'both', cross: ['age', 'price'], buckets: 9 }],
  categoryForm: 2,
  categoryIds: 'codes',
};
