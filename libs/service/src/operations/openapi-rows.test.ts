import { RowEncoder, type Feature, type FeatureSpec } from '@reckit/features';
import { rowsSchema } from './openapi-rows';

const FEATURES: readonly Feature[] = [
  { kind: 'numeric', name: 'age', default: 30, scaling: { mean: 38.123456, std: 12 } },
  { kind: 'numeric', name: 'ctr', default: 'missing' },
  { kind: 'numeric', name: 'price', default: 0, log: true, scaling: { mean: Math.log(101), std: 1 } },
  {
    kind: 'categorical',
    name: 'city',
    coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome', 'Bonn'] },
    default: 'Rome',
  },
  { kind: 'categorical', name: 'item', coding: { kind: 'hash', buckets: 10 }, default: null },
  {
    kind: 'sequence',
    name: 'history',
    coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b', 'c'] },
    maxLength: 5,
    pooling: 'mean',
    separator: '|',
  },
];
const SPEC: FeatureSpec = { features: FEATURES, rawPrecision: 'float32', scaledBy: 'graph' };

test('each kind of feature has its type and default', () => {
  expect(rowsSchema(FEATURES)).toMatchObject({
    items: {
      oneOf: [
        {
          type: 'object',
          properties: {
            age: { type: ['number', 'null'], default: 30 },
            ctr: { type: ['number', 'null'] },
            city: { type: ['string', 'integer', 'null'], default: 'Rome' },
            item: { type: ['string', 'integer', 'null'] },
            history: {
              type: ['array', 'null'],
              description: 'Oldest first; the last 5 count',
              items: { type: ['string', 'integer', 'null'] },
            },
          },
        },
        { type: 'array', minItems: 6, maxItems: 6 },
      ],
    },
  });
});

test('where there are real rows, the example is the first of them, its gaps filled', () => {
  const rows = [
    ['an', 'array'],
    { age: 41.23456, ctr: null, price: 1_763_900_000, city: 'Bonn', history: ['a', 'b', 'c', 'a', 'b', 'c'] },
    { age: 50, ctr: 0.0123456, city: 'Rome', item: '17', history: [] },
  ];
  expect(rowsSchema(FEATURES, rows)['example']).toEqual([
    {
      age: 41.23,
      ctr: 0.01235,
      price: 1_763_900_000,
      city: 'Bonn',
      item: '17',
      history: ['b', 'c', 'a', 'b', 'c'],
    },
  ]);
  expect(rowsSchema(FEATURES, [{}, null])['example']).toEqual(rowsSchema(FEATURES)['example']);
});

test('the example holds typical numbers and frequent values, and can be encoded', () => {
  const { example } = rowsSchema(FEATURES);
  expect(example).toEqual([
    { age: 38.12, ctr: 1, price: 100, city: 'Oslo', item: 'id1', history: ['a', 'b'] },
  ]);
  if (!Array.isArray(example)) throw new Error('no example');
  const { missing, invalid, unknown } = new RowEncoder(SPEC).encode(example, 'data');
  expect([missing, invalid, unknown]).toEqual([null, null, null]);
});
