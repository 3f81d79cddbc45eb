import type {
  CategoricalFeature,
  CategoryCoding,
  Feature,
  FeatureSpec,
  NumericFeature,
  SequenceFeature,
} from '../spec/feature-spec';
import { specDifference } from './spec-difference';

const vocabulary = (...values: string[]): CategoryCoding => ({ kind: 'vocabulary', minCount: 1, values });
const PRICE: NumericFeature = { kind: 'numeric', name: 'price', default: 0 };
const CITY: CategoricalFeature = {
  kind: 'categorical',
  name: 'city',
  coding: vocabulary(),
  default: null,
};
const CLICKS: SequenceFeature = {
  kind: 'sequence',
  name: 'clicks',
  coding: { kind: 'hash', buckets: 10 },
  maxLength: 5,
  pooling: 'mean',
  separator: '|',
};

function specOf(...features: Feature[]): FeatureSpec {
  return { features, rawPrecision: 'float32', scaledBy: 'graph', categoryForm: 2 };
}

function difference(here: readonly Feature[], there: readonly Feature[]): string | null {
  return specDifference({ here: specOf(...here), there: specOf(...there), thereName: 'v1' });
}

test('what fitting fills in is no difference, nor how rows are read', () => {
  const fitted = [
    { ...PRICE, default: 7.5, scaling: { mean: 1, std: 2 }, buckets: { edges: [2], quantiles: 2 } },
    { ...CITY, coding: vocabulary('rome', 'oslo') },
    { ...CLICKS, maxLength: 9, separator: ',' },
  ];
  const unfitted = { ...PRICE, defaultIsMean: true as const, buckets: { edges: [], quantiles: 2 } };
  expect(difference([unfitted, CITY, CLICKS], fitted)).toBeNull();
});

test.each<[string, Feature[], Feature[], string]>([
  [
    'names',
    [PRICE, CITY],
    [PRICE, CLICKS],
    'the features are not the same: "city" here alone, "clicks" in v1 alone',
  ],
  ['one more', [PRICE, CITY], [PRICE], 'the features are not the same: "city" here alone'],
  [
    'order',
    [PRICE, CITY],
    [CITY, PRICE],
    'the features are in another order: number 1 is "price" here and "city" in v1',
  ],
  [
    'kind',
    [{ ...PRICE, name: 'city' }],
    [CITY],
    'the feature "city" has the kind numeric here and categorical in v1',
  ],
  ['default', [PRICE], [{ ...PRICE, default: 3 }], 'the feature "price" has the default 0 here and 3 in v1'],
  [
    'clip',
    [{ ...PRICE, clip: { min: 0 } }],
    [PRICE],
    'the feature "price" has the clip range 0 to … here and none in v1',
  ],
  [
    'edge',
    [{ ...PRICE, buckets: { edges: [1, 5] } }],
    [{ ...PRICE, buckets: { edges: [1, 6], only: true } }],
    'the feature "price" has the buckets 1, 5 here and 1, 6 in place of the number in v1',
  ],
  [
    'number of quantiles',
    [{ ...PRICE, buckets: { edges: [], quantiles: 4 } }],
    [{ ...PRICE, buckets: { edges: [1, 6], quantiles: 8 } }],
    'the feature "price" has the buckets 4 quantiles here and 8 quantiles in v1',
  ],
  ['log', [PRICE], [{ ...PRICE, log: true }], 'the feature "price" has the logarithm off here and on in v1'],
  [
    'coding',
    [CITY],
    [{ ...CITY, coding: { kind: 'hash', buckets: 5 } }],
    'the feature "city" has the coding vocabulary here and hash in v1',
  ],
  [
    'buckets',
    [CLICKS],
    [{ ...CLICKS, coding: { kind: 'hash', buckets: 20 } }],
    'the feature "clicks" has the number of buckets 10 here and 20 in v1',
  ],
  [
    'pooling',
    [CLICKS],
    [{ ...CLICKS, pooling: 'sum' }],
    'the feature "clicks" has the pooling mean here and sum in v1',
  ],
  [
    'default of a category',
    [{ ...CITY, default: 'rome' }],
    [CITY],
    'the feature "city" has the default "rome" here and none in v1',
  ],
])('another %s is told with both sides', (_, here, there, message) => {
  expect(difference(here, there)).toBe(message);
});

test('crosses are told that are others', () => {
  const crossed = (buckets: number): FeatureSpec => ({
    ...specOf(CITY, { ...CITY, name: 'home' }),
    crosses: [{ name: 'way', cross: ['home', 'city'], buckets }],
  });
  expect(specDifference({ here: crossed(9), there: crossed(9), thereName: 'v1' })).toBeNull();
  expect(specDifference({ here: crossed(9), there: { ...crossed(9), crosses: [] }, thereName: 'v1' })).toBe(
    'the crosses are "way" of "home" and "city" in 9 here and none in v1',
  );
});

test('values of categories that are written in another form are told', () => {
  const old: FeatureSpec = { ...specOf(CITY), categoryForm: 1 };
  expect(specDifference({ here: specOf(CITY), there: old, thereName: 'v1' })).toBe(
    'values of categories are written in the form 2 here and 1 in v1',
  );
});
