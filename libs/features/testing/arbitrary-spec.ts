import * as fc from 'fast-check';
import { anyCharacter } from '../../messages/testing/characters';
import { canonicalText } from '../src/category/canonical-category';
import { MissingWords } from '../src/category/missing-words';
import type {
  CategoricalFeature,
  CategoryCoding,
  ClipRange,
  Cross,
  Feature,
  FeatureSpec,
  NumericFeature,
  NumericSpec,
  Scaling,
  SequenceFeature,
} from '../src/spec/feature-spec';

/** Names that are properties of every object, beside ordinary and odd ones. */
const name: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('item_ctr', 'user_age', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0'),
  fc.string({ minLength: 1, unit: anyCharacter }),
);

/** JSON has no negative zero, so a file cannot give one back. */
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value + 0);

const scaling: fc.Arbitrary<Scaling> = fc.record({
  mean: number,
  std: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
});

const clip: fc.Arbitrary<ClipRange> = fc.oneof(
  fc.record({ min: number }),
  fc.record({ max: number }),
  fc.tuple(number, number).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);

/** Words for gaps, some of them numbers or values. */
const missing: fc.Arbitrary<readonly string[] | undefined> = fc.option(
  fc.subarray(['-', 'NA', 'unknown', '-1', '0', '3.5', 'b', 'A', 'false']),
  { nil: undefined, freq: 3 },
);

const numericFeature = fc
  .record({
    name,
    default: fc.oneof(fc.constant('missing' as const), fc.constant(0), number),
    clip: fc.option(clip, { nil: undefined }),
    log: fc.option(fc.boolean(), { nil: undefined }),
    scaling: fc.option(scaling, { nil: undefined }),
    missing,
  })
  .map((fields): NumericFeature => ({ kind: 'numeric', ...fields }));

/** Values of categories, often the same ones, with the spellings that could be mistaken for something else. */
export const categoryValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    '5',
    '-5',
    '0',
    '007',
    '5.0',
    '5e+00',
    '-0',
    'NaN',
    'null',
    'true',
    'TRUE',
    ' a',
    'é',
    '😀',
  ),
  fc.constantFrom('__proto__', 'constructor', '\ud800', '9007199254740991'),
  fc.integer().map(String),
  fc.string({ minLength: 1, unit: anyCharacter }),
);

/** How a value looks in a spec: canonical, and none that means a gap, from the second form on. */
function inSpec(form: 1 | 2): fc.Arbitrary<string> {
  if (form === 1) return categoryValue;
  const gaps = new MissingWords();
  return categoryValue.map(canonicalText).filter(text => !gaps.hasText(text));
}

function coding(value: fc.Arbitrary<string>): fc.Arbitrary<CategoryCoding> {
  return fc.oneof(
    fc.record({ kind: fc.constant('hash' as const), buckets: fc.integer({ min: 1, max: 2 ** 24 - 1 }) }),
    fc.record({
      kind: fc.constant('vocabulary' as const),
      minCount: fc.integer({ min: 1, max: 3 }),
      values: fc.uniqueArray(value, { minLength: 1, maxLength: 8 }),
    }),
  );
}

function categoricalFeature(value: fc.Arbitrary<string>): fc.Arbitrary<CategoricalFeature> {
  return fc.record({
    kind: fc.constant('categorical' as const),
    name,
    coding: coding(value),
    default: fc.option(value),
  });
}

function sequenceFeature(value: fc.Arbitrary<string>): fc.Arbitrary<SequenceFeature> {
  return fc.record({
    kind: fc.constant('sequence' as const),
    name,
    coding: coding(value),
    maxLength: fc.integer({ min: 1, max: 4 }),
    pooling: fc.constantFrom('mean', 'sum'),
    separator: fc.constantFrom('|', ',', ' '),
  });
}

function featuresOf<Kind extends Feature>(feature: fc.Arbitrary<Kind>): fc.Arbitrary<Kind[]> {
  return fc.uniqueArray(feature, { selector: ({ name }) => name, minLength: 1, maxLength: 6 });
}

/** Any spec of numbers that a training run of ours could write. */
export function arbitraryNumericSpec(rawPrecision: FeatureSpec['rawPrecision']): fc.Arbitrary<NumericSpec> {
  return featuresOf(numericFeature).map(features => ({ features, rawPrecision, scaledBy: 'host' }));
}

/** Any fitted spec that a training run of ours could write, in the form of today or of before. */
export function arbitrarySpec(): fc.Arbitrary<FeatureSpec> {
  return fc
    .record({
      scaledBy: fc.constantFrom('host' as const, 'graph' as const),
      categoryForm: fc.constantFrom(1 as const, 2 as const),
      categoryIds: fc.constantFrom('table-rows' as const, 'codes' as const),
      missing,
    })
    .chain(traits => {
      const value = inSpec(traits.categoryForm);
      const kinds = fc.oneof<fc.Arbitrary<Feature>[]>(
        numericFeature,
        categoricalFeature(value),
        sequenceFeature(value),
      );
      return featuresOf<Feature>(kinds)
        .chain(features => fc.tuple(...features.map(withBuckets)))
        .chain(features =>
          crossesOf(features).map(crosses => ({
            ...traits,
            features: traits.scaledBy === 'graph' ? features.map(withoutGaps) : features,
            ...(crosses.length > 0 && { crosses }),
            rawPrecision: 'float32' as const,
          })),
        );
    });
}

/** The feature, and some numbers with buckets. */
function withBuckets(feature: Feature): fc.Arbitrary<Feature> {
  if (feature.kind !== 'numeric') return fc.constant(feature);
  const { min = -Infinity, max = Infinity } = feature.clip ?? {};
  const quantiles = fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined });
  const edge = fc.oneof(fc.constantFrom(-1, 0, 3.5), number);
  return fc
    .record({
      edges: fc.uniqueArray(edge, { maxLength: 4, selector: Math.fround, comparator: 'SameValueZero' }),
      quantiles,
      only: fc.option(fc.constant(true as const), { nil: undefined }),
    })
    .map(({ edges, ...traits }) => ({
      edges: edges.filter(each => each > min && each <= max).sort((a, b) => a - b),
      ...traits,
    }))
    .map(buckets =>
      buckets.edges.length === 0 && buckets.quantiles === undefined ? feature : { ...feature, buckets },
    );
}

/** Pairs of what has ids, none of which is named as something else is. */
function crossesOf(features: readonly Feature[]): fc.Arbitrary<Cross[]> {
  const parts = features.filter(
    feature => feature.kind === 'categorical' || (feature.kind === 'numeric' && feature.buckets),
  );
  if (parts.length < 2) return fc.constant([]);
  const pair = fc
    .shuffledSubarray(
      parts.map(feature => feature.name),
      { minLength: 2, maxLength: 2 },
    )
    .map(([one, other]): Cross['cross'] => [one, other]);
  return fc
    .array(fc.record({ cross: pair, buckets: fc.integer({ min: 1, max: 2 ** 24 - 1 }) }), { maxLength: 2 })
    .map(crosses => crosses.map((cross, i) => ({ name: `a cross of two ${i}`, ...cross })));
}

/** Only trees take a missing number as it is. */
function withoutGaps(feature: Feature): Feature {
  return feature.kind === 'numeric' && feature.default === 'missing' ? { ...feature, default: 0 } : feature;
}
