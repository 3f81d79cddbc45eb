import * as fc from 'fast-check';
import { arbitrarySpec, categoryValue } from '../../../testing/arbitrary-spec';
import { rawColumns } from '../../../testing/raw-columns';
import type { Feature, FeatureSpec } from '../../spec/feature-spec';
import { encodeColumns } from '../columns/encode-columns';
import { RowEncoder } from '../rows/row-encoder';
import { sentSpec } from './sent-spec';
import { SentTexts } from './sent-texts';
import { sentColumns, type SentValue } from './sent-values';

/** The values of rows as they were sent, feature by feature. */
function sentOf(spec: FeatureSpec, rows: readonly unknown[]): SentValue[][] {
  const texts = new SentTexts();
  const sent = sentSpec(spec, texts);
  const { values, rowCount } = new RowEncoder(sent).encode(rows, 'data');
  const columns = sentColumns(sent, texts);
  return Array.from({ length: rowCount }, (_, row) => columns.map(column => column.valueAt(values, row)));
}

function specOf(features: readonly Feature[], traits: Partial<FeatureSpec> = {}): FeatureSpec {
  return { features, rawPrecision: 'float32', scaledBy: 'host', categoryForm: 2, ...traits };
}

const AGE: Feature = {
  kind: 'numeric',
  name: 'age',
  default: 30,
  clip: { min: 10, max: 90 },
  scaling: { mean: 40, std: 12 },
};
const CITY: Feature = {
  kind: 'categorical',
  name: 'city',
  coding: { kind: 'vocabulary', minCount: 1, values: ['5', 'Oslo'] },
  default: 'Oslo',
};
const SEEN: Feature = {
  kind: 'sequence',
  name: 'seen',
  coding: { kind: 'hash', buckets: 3 },
  maxLength: 3,
  pooling: 'mean',
  separator: '|',
};

test('numbers are told as float32 before they are cut and scaled', () => {
  expect(sentOf(specOf([AGE]), [{ age: 0.1 }, { age: 1_000 }, { age: -0 }, [7]])).toEqual([
    [Math.fround(0.1)],
    [1_000],
    [-0],
    [7],
  ]);
});

test('what took a default is told as missing', () => {
  const rows = [{}, null, { age: null, city: 'NA' }, { age: 1e39, city: ' ', seen: [] }, { age: 'nan' }];
  expect(sentOf(specOf([AGE, CITY, SEEN]), rows)).toEqual(rows.map(() => [null, null, []]));
});

test('categories are told by their canonical texts, known or not', () => {
  const rows = [{ city: ' Oslo' }, { city: 5.0 }, { city: '5.00' }, { city: 'Bergen' }, { city: true }];
  expect(sentOf(specOf([CITY]), rows)).toEqual([['Oslo'], ['5'], ['5'], ['Bergen'], ['true']]);
});

test('of events those are told that the model takes', () => {
  expect(sentOf(specOf([SEEN]), [{ seen: ['a', 'b', null, 'NULL', 7, 'a'] }])).toEqual([[['b', '7', 'a']]]);
});

test('categories of a table are told by their names, or by codes where a name means no single one', () => {
  const table = (categories: readonly (string | null)[] | readonly number[]): FeatureSpec =>
    specOf([{ kind: 'numeric', name: 'a', default: 'missing', categories }]);
  const rows = [{ a: 0 }, { a: 1 }, { a: 2 }, { a: 3 }, { a: 9 }, {}];
  expect(sentOf(table(['x', 'y', 'y', null]), rows)).toEqual([['x'], [1], [2], [3], [9], [null]]);
  expect(sentOf(table([10, 20]), [{ a: 20 }, { a: '10' }, { a: 1 }])).toEqual([[20], [10], [20]]);
});

test('texts are forgotten between requests', () => {
  const texts = new SentTexts();
  expect([texts.numberOf('a'), texts.numberOf('b'), texts.numberOf('a'), texts.count]).toEqual([0, 1, 0, 2]);
  texts.clear();
  expect([texts.numberOf('b'), texts.at(0), texts.count]).toEqual([0, 'b', 1]);
});

const cellOf: Readonly<Record<Feature['kind'], fc.Arbitrary<unknown>>> = {
  numeric: fc.oneof(
    fc.constantFrom(null, undefined, '-1', 0, -0, 3.5, 1e39, NaN, '12', true),
    fc.double({ noDefaultInfinity: true }),
  ),
  categorical: fc.oneof(fc.constantFrom(null, undefined, '', 'NA', 0, 5), categoryValue),
  sequence: fc.oneof(
    fc.constantFrom(null, undefined),
    fc.array(fc.oneof(fc.constantFrom(null, 'NA', 5), categoryValue), { maxLength: 6 }),
  ),
};

test('training makes of them, bit for bit, the matrix that is scored', () => {
  const cases = arbitrarySpec().chain(spec =>
    fc.record({
      spec: fc.constant(spec),
      rows: fc.array(fc.tuple(...spec.features.map(feature => cellOf[feature.kind])), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ spec, rows }) => {
      const scored = new RowEncoder(spec).encode(rows, 'data').values;
      const trained = encodeColumns(spec, rawColumns(spec, sentOf(spec, rows)), rows.length);
      expect(Buffer.from(trained.buffer)).toEqual(Buffer.from(scored.buffer));
    }),
  );
});
