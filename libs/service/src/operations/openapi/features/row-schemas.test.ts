import Ajv2020 from 'ajv/dist/2020';
import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from '@reckit/protocol';
import * as fc from 'fast-check';
import { FEATURES } from '../../../../testing/described-features';
import { RowDecoder } from '../../../../testing/row-decoder';
import { exampleRow } from './example-row';
import { featureFacts } from './feature-facts';
import { eitherRowsSchema, rowSchema, rowsSchema } from './row-schemas';
import type { Schema } from '../schema-parts';

const SPEC: FeatureSpec = { features: FEATURES, rawPrecision: 'float32', scaledBy: 'graph' };

function schemaOfRows(maxRows: number): Schema {
  const facts = featureFacts(FEATURES, new Map());
  const row = rowSchema(FEATURES.map((feature, i) => ({ feature, facts: facts[i] })));
  return rowsSchema(row, maxRows, exampleRow(FEATURES));
}

test('each kind of feature has its type and default', () => {
  expect(schemaOfRows(100)).toMatchObject({
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
              description: 'Oldest first; the last 5 count. Range: 3 known values',
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

describe('a request that fits the schema is taken', () => {
  const encoder = new RowEncoder(SPEC);
  const decoder = new RowDecoder(5, 60_000);
  const rows = schemaOfRows(5);

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

  function expectTaken(form: RequestForm, schema: Schema): Promise<void> {
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

/** Whether a value fits a schema, which must be one. */
const fits = (value: unknown, schema: Schema): boolean => validatorOf(schema)(value);

const validators = new Map<Schema, (value: unknown) => boolean>();

function validatorOf(schema: Schema): (value: unknown) => boolean {
  const known = validators.get(schema);
  if (known) return known;
  const ajv = new Ajv2020({ strict: true, strictTypes: false, keywords: ['example'] });
  const validator = ajv.compile(schema);
  validators.set(schema, validator);
  return validator;
}
