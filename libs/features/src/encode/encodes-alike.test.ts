import type { Feature, FeatureSpec } from '../spec/feature-spec';
import { numericFeatures } from '../spec/feature-spec';
import { encodesAlike } from './encodes-alike';

const price: Feature = { kind: 'numeric', name: 'price', default: 0 };
const category: Feature = {
  kind: 'categorical',
  name: 'category',
  coding: { kind: 'vocabulary', minCount: 1, values: ['books', 'games'] },
  default: null,
};

function specOf(features: readonly Feature[], change: Partial<FeatureSpec> = {}): FeatureSpec {
  return { ...numericFeatures([]), features, ...change };
}

/** As it comes out of another file. */
function copyOf(spec: FeatureSpec): FeatureSpec {
  return structuredClone(spec);
}

test('the same spec from two files encodes alike', () => {
  const spec = specOf([price, category]);
  expect(encodesAlike(spec, copyOf(spec))).toBe(true);
  expect(encodesAlike(spec, { ...copyOf(spec), categoryIds: undefined })).toBe(true);
});

test.each<[string, FeatureSpec]>([
  ['another order', specOf([category, price])],
  ['a feature less', specOf([price])],
  ['another default', specOf([{ ...price, default: 1 }, category])],
  [
    'another vocabulary',
    specOf([price, { ...category, coding: { kind: 'vocabulary', minCount: 1, values: ['games', 'books'] } }]),
  ],
  [
    'buckets in place of a vocabulary',
    specOf([price, { ...category, coding: { kind: 'hash', buckets: 2 } }]),
  ],
  ['codes in place of table rows', specOf([price, category], { categoryIds: 'codes' })],
  ['scaling by the encoder', specOf([{ ...price, scaling: { mean: 1, std: 2 } }, category])],
  ['other words for nothing', specOf([price, category], { missing: ['-'] })],
])('%s does not', (_, other) => {
  expect(encodesAlike(specOf([price, category]), other)).toBe(false);
  expect(encodesAlike(other, specOf([price, category]))).toBe(false);
});

test('scaling that the graph does is no part of the input', () => {
  const scaled = (mean: number): FeatureSpec =>
    specOf([{ ...price, scaling: { mean, std: 2 }, clip: { min: mean } }], { scaledBy: 'graph' });
  expect(encodesAlike(scaled(1), scaled(3))).toBe(true);
  expect(encodesAlike(scaled(1), specOf([price], { scaledBy: 'graph' }))).toBe(true);
});
