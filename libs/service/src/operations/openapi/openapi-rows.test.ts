import { RowEncoder, type Feature, type FeatureSpec } from '@reckit/features';
import { PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from '@reckit/protocol';
import * as fc from 'fast-check';
import { RowDecoder } from '../../../testing/row-decoder';
import { eitherRowsSchema, rowsSchema } from './openapi-rows';

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
  expect(rowsSchema(FEATURES, 100)).toMatchObject({
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
        { type: 'null' },
      ],
    },
  });
});

test('where there are real rows, the example has their numbers, and of nobody the ids', () => {
  const rows = [
    ['an', 'array'],
    { age: 41.23456, ctr: null, price: 1_763_900_000, city: 'Bonn', history: ['a', 'b', 'c', 'a', 'b', 'c'] },
    { age: 50, ctr: 0.0123456, city: 'Rome', item: '17', history: [] },
  ];
  expect(rowsSchema(FEATURES, 100, rows)['example']).toEqual([
    {
      age: 41.23,
      ctr: 0.01235,
      price: 1_763_900_000,
      city: 'Oslo',
      item: 'id1',
      history: ['a', 'b'],
    },
  ]);
  expect(rowsSchema(FEATURES, 100, [{}, null])['example']).toEqual(rowsSchema(FEATURES, 100)['example']);
});

test('the example holds typical numbers and frequent values, and can be encoded', () => {
  const { example } = rowsSchema(FEATURES, 100);
  expect(example).toEqual([
    { age: 38.12, ctr: 1, price: 100, city: 'Oslo', item: 'id1', history: ['a', 'b'] },
  ]);
  if (!Array.isArray(example)) throw new Error('no example');
  const { missing, invalid, unknown } = new RowEncoder(SPEC).encode(example, 'data');
  expect([missing, invalid, unknown]).toEqual([null, null, null]);
});

describe('a request that fits the schema is taken', () => {
  const encoder = new RowEncoder(SPEC);
  const decoder = new RowDecoder(5, 60_000);
  const rows = rowsSchema(FEATURES, 5);

  test('of predictions', () =>
    expectTaken(PREDICTIONS_FORM, { required: ['data'], properties: { data: rows } }));

  test('of the older form', () =>
    expectTaken(PREDICT_FORM, eitherRowsSchema(['features_list', 'data'], rows)));

  test('integers beyond those that JSON carries, and lists without rows, do not fit', () => {
    expect(fits({ data: [] }, eitherRowsSchema(['features_list', 'data'], rows))).toBe(false);
    expect(fits({ features_list: [], data: null }, eitherRowsSchema(['features_list', 'data'], rows))).toBe(
      false,
    );
    expect(fits({ features_list: [{}], data: [] }, eitherRowsSchema(['features_list', 'data'], rows))).toBe(
      true,
    );
    expect(fits({ data: [{ city: 2 ** 53 }] }, eitherRowsSchema(['data'], rows))).toBe(false);
    expect(fits({ data: [[1, 2, 3, 'Oslo', 5, 6]] }, eitherRowsSchema(['data'], rows))).toBe(false);
  });

  function expectTaken(form: RequestForm, schema: JsonSchema): Promise<void> {
    const request = fc
      .record(
        { data: arbitraryRows, features_list: arbitraryRows, other: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .filter(value => fits(value, schema));
    return fc.assert(
      fc.asyncProperty(request, async value => {
        const decoded = await decoder.decode(Buffer.from(JSON.stringify(value)), encoder, form);
        expect(decoded.rowCount).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  }
});

type JsonSchema = Readonly<Record<string, unknown>>;

const category = fc.oneof(
  fc.string(),
  fc.maxSafeInteger(),
  fc.constant(null),
  fc.constantFrom(5.5, true, 2 ** 53, -(2 ** 60)),
);
const cells = {
  age: fc.oneof(fc.double(), fc.constantFrom(null, 1e300, -0, 'x')),
  ctr: fc.oneof(fc.double(), fc.constant(null)),
  price: fc.oneof(fc.integer(), fc.constant(null)),
  city: category,
  item: category,
  history: fc.oneof(fc.array(category), fc.constantFrom(null, [[]], 'a')),
};
const arbitraryRow = fc.oneof(
  fc.record({ ...cells, other: fc.jsonValue() }, { requiredKeys: [] }),
  fc.tuple(...Object.values(cells)),
  fc.constantFrom(null, {}, [], 7),
);
const arbitraryRows = fc.oneof(
  { weight: 9, arbitrary: fc.array(arbitraryRow, { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, {}, 'rows') },
);

/** Whether a value fits a schema, in the words of JSON Schema that ours are written in. */
function fits(value: unknown, schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  return Object.entries(schema).every(([word, rule]) => fitsRule(value, word, rule));
}

function fitsRule(value: unknown, word: string, rule: unknown): boolean {
  const list = Array.isArray(value) ? value : null;
  const members =
    typeof value === 'object' && value !== null && !list ? new Map(Object.entries(value)) : null;
  const rules: unknown[] = Array.isArray(rule) ? rule : [rule];
  switch (word) {
    case 'type':
      return rules.some(type => isOfType(value, type));
    case 'oneOf':
      return rules.filter(choice => fits(value, choice)).length === 1;
    case 'anyOf':
      return rules.some(choice => fits(value, choice));
    case 'required':
      return !members || rules.every(key => members.has(String(key)));
    case 'properties':
      return (
        !members ||
        Object.entries(Object(rule)).every(([key, part]) => !members.has(key) || fits(members.get(key), part))
      );
    case 'items':
      return !list || list.every(item => fits(item, rule));
    case 'prefixItems':
      return !list || rules.every((part, i) => i >= list.length || fits(list[i], part));
    case 'minItems':
      return !list || list.length >= Number(rule);
    case 'maxItems':
      return !list || list.length <= Number(rule);
    case 'minimum':
      return typeof value !== 'number' || value >= Number(rule);
    case 'maximum':
      return typeof value !== 'number' || value <= Number(rule);
    case 'maxLength':
      return typeof value !== 'string' || value.length <= Number(rule);
    case 'description':
    case 'default':
    case 'example':
      return true;
    default:
      throw new Error(`The schema uses "${word}", which is not understood here.`);
  }
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
