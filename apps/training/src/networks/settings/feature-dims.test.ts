import { tabularLayout } from '@reckit/nn';
import { featureDims, narrowerSlots } from './feature-dims';

const layout = tabularLayout({
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: [
    { kind: 'numeric', name: 'age', default: 0 },
    { kind: 'categorical', name: 'city', default: null, coding: { kind: 'hash', buckets: 4 } },
    { kind: 'categorical', name: 'device', default: null, coding: { kind: 'hash', buckets: 4 } },
  ],
});

test.each([
  ['city=4', { city: 4 }],
  ['a=b=2, device = 3', { 'a=b': 2, device: 3 }],
])('reads %s', (text, dims) => {
  expect(featureDims(text)).toEqual(dims);
});

test.each(['city', '=4', 'city=0', 'city=', 'city=2.5', ''])('refuses "%s"', text => {
  expect(() => featureDims(text)).toThrow(/Give/);
});

test('slots that are not named use all numbers', () => {
  const given = narrowerSlots({ featureDims: { city: 2 }, embeddingDim: 8 }, layout);
  expect(given).toEqual({ settings: { slotDims: [2, 8] }, architecture: { feature_dims: ['city 2'] } });
  expect(narrowerSlots({ embeddingDim: 8 }, layout)).toEqual({ settings: {}, architecture: {} });
});

test('refuses features without an embedding, and more numbers than there are', () => {
  const narrow = (dims: Record<string, number>) => () =>
    narrowerSlots({ featureDims: dims, embeddingDim: 8 }, layout);
  expect(narrow({ age: 2 })).toThrow(
    '--feature-dims age=2: no feature "age" has an embedding; those that do are city, device.',
  );
  expect(narrow({ city: 9 })).toThrow('--feature-dims city=9 is more than the 8 of --embedding-dim');
});
