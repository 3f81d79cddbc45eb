import { RowEncoder } from '@reckit/features';
import { FEATURES } from '../../../../testing/described-features';
import { exampleRow } from './example-row';

test('where there are real rows, the example has their numbers, and of nobody the ids', () => {
  const rows = [
    ['an', 'array'],
    { age: 41.23456, ctr: null, price: 1_763_900_000, city: 'Bonn', history: ['a', 'b', 'c', 'a', 'b', 'c'] },
    { age: 50, ctr: 0.0123456, city: 'Rome', item: '17', history: [] },
  ];
  expect(exampleRow(FEATURES, rows)).toEqual({
    age: 41.23,
    ctr: 0.01235,
    price: 1_763_900_000,
    city: 'Oslo',
    item: 'id1',
    history: ['a', 'b'],
  });
  expect(exampleRow(FEATURES, [{}, null])).toEqual(exampleRow(FEATURES));
});

test('the example holds typical numbers and frequent values, and can be encoded', () => {
  const example = exampleRow(FEATURES);
  expect(example).toEqual({ age: 38.12, ctr: 1, price: 100, city: 'Oslo', item: 'id1', history: ['a', 'b'] });
  const encoder = new RowEncoder({ features: FEATURES, rawPrecision: 'float32', scaledBy: 'graph' });
  const { missing, invalid, unknown } = encoder.encode([example], 'data');
  expect([missing, invalid, unknown]).toEqual([null, null, null]);
});
