import * as fc from 'fast-check';
import { arbitrarySpec } from '../../testing/arbitrary-spec';
import { categoryRows, encodedColumns, encodedWidth } from './encoded-columns';
import type { CategoryCoding, FeatureSpec } from '../spec/feature-spec';

const HASH: CategoryCoding = { kind: 'hash', buckets: 10 };
const VOCABULARY: CategoryCoding = { kind: 'vocabulary', minCount: 1, values: ['a', 'b'] };

test('a table has a row for each value or bucket, and row 0', () => {
  expect(categoryRows(HASH)).toBe(11);
  expect(categoryRows(VOCABULARY)).toBe(3);
});

test('numbers and categories have one column, sequences one for each event', () => {
  const spec: FeatureSpec = {
    features: [
      { kind: 'numeric', name: 'age', default: 0 },
      { kind: 'sequence', name: 'history', coding: HASH, maxLength: 5, pooling: 'mean', separator: '|' },
      { kind: 'categorical', name: 'city', coding: VOCABULARY, default: null },
    ],
    rawPrecision: 'float32',
    scaledBy: 'graph',
  };
  const [age, history, city] = spec.features;
  expect(encodedColumns(spec)).toEqual([
    { feature: age, start: 0, width: 1 },
    { feature: history, start: 1, width: 5 },
    { feature: city, start: 6, width: 1 },
  ]);
  expect(encodedWidth(spec)).toBe(7);
});

test('what is made of features follows the last of these', () => {
  const spec: FeatureSpec = {
    features: [
      { kind: 'numeric', name: 'age', default: 0, buckets: { edges: [18, 65] } },
      { kind: 'numeric', name: 'hour', default: 0, buckets: { edges: [12], only: true } },
      { kind: 'categorical', name: 'city', coding: VOCABULARY, default: null },
      { kind: 'numeric', name: 'price', default: 0 },
    ],
    crosses: [
      { name: 'city by day', cross: ['city', 'hour'], buckets: 7 },
      { name: 'age by day', cross: ['age', 'hour'], buckets: 5 },
    ],
    rawPrecision: 'float32',
    scaledBy: 'graph',
  };
  expect(encodedColumns(spec).map(({ feature: { kind, name }, start }) => [start, kind, name])).toEqual([
    [0, 'numeric', 'age'],
    [1, 'categorical', 'age_bucket'],
    [2, 'categorical', 'hour'],
    [3, 'categorical', 'age by day'],
    [4, 'categorical', 'city'],
    [5, 'categorical', 'city by day'],
    [6, 'numeric', 'price'],
  ]);
  const codings = encodedColumns(spec).flatMap(({ feature }) =>
    'coding' in feature ? [feature.coding] : [],
  );
  expect(codings[0]).toEqual({
    kind: 'vocabulary',
    minCount: 1,
    values: ['below 18', '18 to 65', 'from 65'],
  });
  expect(codings.map(categoryRows)).toEqual([4, 3, 6, 3, 8]);
  expect(encodedWidth(spec)).toBe(7);
});

test('ranges lie side by side and fill the width', () => {
  fc.assert(
    fc.property(arbitrarySpec(), spec => {
      let end = 0;
      for (const { start, width } of encodedColumns(spec)) {
        expect(start).toBe(end);
        end += width;
      }
      expect(encodedWidth(spec)).toBe(end);
    }),
  );
});
