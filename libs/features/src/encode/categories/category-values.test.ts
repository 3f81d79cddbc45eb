import * as fc from 'fast-check';
import { arbitrarySpec, categoryValue } from '../../../testing/arbitrary-spec';
import { BadRow } from '../../errors';
import type { CategoryCoding, Feature, FeatureSpec } from '../../spec/feature-spec';
import { murmur3 } from './murmur3';
import { RowEncoder } from '../rows/row-encoder';

const VOCABULARY: CategoryCoding = {
  kind: 'vocabulary',
  minCount: 1,
  values: ['Oslo', '5', '0', '-7', '__proto__', 'constructor', '9007199254740991', '😀'],
};

function specOf(...features: Feature[]): FeatureSpec {
  return { features, rawPrecision: 'float32', scaledBy: 'graph' };
}

const CITY: Feature = { kind: 'categorical', name: 'city', coding: VOCABULARY, default: null };
const HISTORY: Feature = {
  kind: 'sequence',
  name: 'history',
  coding: VOCABULARY,
  maxLength: 3,
  pooling: 'mean',
  separator: '|',
};
const AGE: Feature = { kind: 'numeric', name: 'age', default: 30 };

function encode(spec: FeatureSpec, rows: readonly unknown[]) {
  const { values, missing, invalid, unknown } = new RowEncoder(spec).encode(rows, 'data');
  return {
    values: [...values],
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknown: unknown && [...unknown],
  };
}

describe('a category', () => {
  test.each([
    ['Oslo', 1],
    ['5', 2],
    [5, 2],
    [5.0, 2],
    ['0', 3],
    [0, 3],
    [-0, 3],
    [-7, 4],
    ['__proto__', 5],
    ['constructor', 6],
    [9007199254740991, 7],
    ['😀', 8],
  ])('%p has the row %d of its vocabulary', (value, row) => {
    expect(encode(specOf(CITY), [{ city: value }])).toEqual({
      values: [row],
      missing: null,
      invalid: null,
      unknown: null,
    });
  });

  test.each(['Rome', 'oslo', ' Oslo', '5.0', '05', '-0', 6, 'toString', 'hasOwnProperty', '\ud83d'])(
    '%p is none of the vocabulary: row 0, and counted',
    value => {
      expect(encode(specOf(AGE, CITY), [{ age: 1, city: value }])).toEqual({
        values: [1, 0],
        missing: null,
        invalid: null,
        unknown: [0, 1],
      });
    },
  );

  test.each([[{}], [{ city: null }], [{ city: undefined }], [{ city: '' }], [[null]], [['']]])(
    'in %j it is missing',
    row => {
      expect(encode(specOf(CITY), [row])).toMatchObject({ values: [0], missing: [1], unknown: null });
      expect(encode(specOf({ ...CITY, default: '5' }), [row])).toMatchObject({ values: [2], missing: [1] });
      expect(encode(specOf({ ...CITY, default: 'Rome' }), [row])).toMatchObject({
        values: [0],
        missing: [1],
      });
    },
  );

  test.each([5.5, 1e21, -1e300, 9007199254740992, Infinity, NaN, true, false, {}, [], ['Oslo'], { city: 1 }])(
    '%p is refused, with row and feature',
    value => {
      expect(() => encode(specOf(CITY), [{ city: 'Oslo' }, { city: value }])).toThrow(BadRow);
      expect(() => encode(specOf(CITY), [{ city: 'Oslo' }, { city: value }])).toThrow(
        /^data\[1\]\.city: expected a string or an integer \(a string from 2\^53 on\), got .+\. Leave it out or send null to take the default\.$/,
      );
    },
  );

  test('with hash buckets has the row 1 + hash mod buckets, and is never unknown', () => {
    const spec = specOf({ ...CITY, coding: { kind: 'hash', buckets: 1000 } });
    fc.assert(
      fc.property(categoryValue, value => {
        expect(encode(spec, [{ city: value }])).toMatchObject({
          values: [1 + (murmur3(value) % 1000)],
          unknown: null,
        });
      }),
    );
    expect(encode(spec, [{ city: 5 }])).toEqual(encode(spec, [{ city: '5' }]));
    expect(encode(spec, [{}])).toMatchObject({ values: [0], missing: [1] });
  });

  test('with one bucket has row 1, its default too', () => {
    const spec = specOf({ ...CITY, coding: { kind: 'hash', buckets: 1 }, default: 'x' });
    expect(encode(spec, [{ city: 'a' }, {}]).values).toEqual([1, 1]);
  });
});

describe('a sequence', () => {
  test.each([
    [
      ['Oslo', 5],
      [1, 2, -1],
    ],
    [[], [-1, -1, -1]],
    [
      ['5', '5', '5'],
      [2, 2, 2],
    ],
    [
      ['Oslo', 'Oslo', 5, 0, -7],
      [2, 3, 4],
    ],
    [
      [null, 'Oslo', null, '', 5],
      [1, 2, -1],
    ],
    [
      ['Oslo', null, 5, null, 0, null, -7],
      [2, 3, 4],
    ],
    [
      ['__proto__', 'constructor'],
      [5, 6, -1],
    ],
  ])('%j is %j', (events, values) => {
    expect(encode(specOf(HISTORY), [{ history: events }])).toEqual({
      values,
      missing: null,
      invalid: null,
      unknown: null,
    });
  });

  test('counts the unknown events that are kept', () => {
    expect(encode(specOf(AGE, HISTORY), [{ age: 1, history: ['x', 'y', 5, 'z'] }])).toMatchObject({
      values: [1, 0, 2, 0],
      unknown: [0, 2],
    });
  });

  test.each([[{}], [{ history: null }], [[null]]])('in %j it is empty, and counted as missing', row => {
    expect(encode(specOf(HISTORY), [row])).toMatchObject({ values: [-1, -1, -1], missing: [1] });
  });

  test.each(['Oslo', 'Oslo|5', '', 5, true, { 0: 'Oslo' }])('%p is refused, not read in parts', value => {
    expect(() => encode(specOf(HISTORY), [{ history: value }])).toThrow(
      /^data\[0\]\.history: expected an array of strings or integers, got .+\. Leave it out or send null if there were no events\.$/,
    );
  });

  test.each([[5.5], [true], [{}], [['Oslo']], [1e21]])('the event %j is refused with its index', event => {
    const history = ['Oslo', event, 'Oslo', 'Oslo', 'Oslo'];
    expect(() => encode(specOf(HISTORY), [{ history }])).toThrow(
      /^data\[0\]\.history\[1\]: expected a string or an integer \(a string from 2\^53 on\), got .+\.$/,
    );
  });
});

describe('in the canonical form', () => {
  const canonical = (...features: Feature[]): FeatureSpec => ({ ...specOf(...features), categoryForm: 2 });
  const ID: Feature = {
    ...CITY,
    coding: { kind: 'vocabulary', minCount: 1, values: ['3', '1000000', 'true', 'Oslo', '007', '1e3', 'x'] },
    default: 'x',
  };

  test.each([
    [3, 1],
    [3.0, 1],
    ['3', 1],
    ['3.0', 1],
    [' 3.00 ', 1],
    ['3e+00', 1],
    [1e6, 2],
    ['1e+06', 2],
    ['1000000.0', 2],
    [true, 3],
    ['true', 3],
    ['True', 3],
    ['TRUE', 3],
    ['Oslo', 4],
    ['\tOslo ', 4],
    ['007', 5],
    ['1e3', 6],
  ])('%p has the row %d', (value, row) => {
    expect(encode(canonical(ID), [{ city: value }])).toMatchObject({ values: [row], unknown: null });
    expect(encode(canonical({ ...HISTORY, coding: ID.coding }), [{ history: [value] }])).toMatchObject({
      values: [row, -1, -1],
      unknown: null,
    });
    const hashed = canonical({ ...ID, coding: { kind: 'hash', buckets: 1_000_000 } });
    const known = ID.coding.kind === 'vocabulary' ? ID.coding.values[row - 1] : '';
    expect(encode(hashed, [{ city: value }]).values).toEqual([1 + (murmur3(known) % 1_000_000)]);
  });

  test.each(['7', 'oslo', false, '03', '3.5', '1e+3', 1000])('%p is unknown', value => {
    expect(encode(canonical(ID), [{ city: value }])).toMatchObject({ values: [0], unknown: [1] });
  });

  test.each(['', '  ', 'NA', 'N/A', '#N/A', '<NA>', 'NULL', 'null', 'nan', 'NaN', 'None', '\\N', ' NA '])(
    '%j is missing, and no event',
    value => {
      expect(encode(canonical(ID), [[value]])).toMatchObject({ values: [7], missing: [1], unknown: null });
      const hashed = canonical({ ...ID, coding: { kind: 'hash', buckets: 10 }, default: null });
      expect(encode(hashed, [[value]])).toMatchObject({ values: [0], missing: [1] });
      const history = ['Oslo', value, '3', value, 'x', 'zz', value];
      expect(encode(canonical({ ...HISTORY, coding: ID.coding }), [{ history }])).toMatchObject({
        values: [1, 7, 0],
        unknown: [1],
      });
    },
  );

  test('NA is Namibia where the feature says so, and other words are gaps', () => {
    const country: Feature = {
      ...CITY,
      coding: { kind: 'vocabulary', minCount: 1, values: ['NA', 'NO'] },
      missing: ['-', -1, 'False'].map(String),
    };
    const { values, missing } = encode(canonical(country), [
      ['NA'],
      ['-'],
      [-1],
      ['-1.0'],
      [false],
      ['NO'],
      [''],
    ]);
    expect(values).toEqual([1, 0, 0, 0, 0, 2, 0]);
    expect(missing).toEqual([5]);
  });

  test.each([5.5, 1e21, 2 ** 53, {}, []])('%p is refused', value => {
    expect(() => encode(canonical(ID), [{ city: value }])).toThrow(
      /^data\[0\]\.city: expected a string or an integer \(a string from 2\^53 on\), got /,
    );
  });
});

describe('as codes', () => {
  const codes = (...features: Feature[]): FeatureSpec => ({
    ...specOf(...features),
    categoryForm: 2,
    categoryIds: 'codes',
  });

  test('values have the codes from 0 on; what is unknown or missing is NaN, and counted', () => {
    const spec = codes(
      CITY,
      { ...CITY, name: 'other', default: '0' },
      { ...CITY, name: 'third', default: 'no' },
    );
    expect(
      encode(spec, [
        ['Oslo', '5', 5],
        ['Rome', 'Rome', 'Rome'],
        [null, null, null],
      ]),
    ).toEqual({
      values: [0, 1, 1, NaN, NaN, NaN, NaN, 2, NaN],
      missing: [1, 1, 1],
      invalid: null,
      unknown: [1, 1, 1],
    });
  });

  test('buckets have the codes 0 to buckets − 1', () => {
    const spec = codes({ ...CITY, coding: { kind: 'hash', buckets: 7 } });
    expect(encode(spec, [['Rome'], ['5.0'], [null]]).values).toEqual([
      murmur3('Rome') % 7,
      murmur3('5') % 7,
      NaN,
    ]);
  });
});

test('element i of an array row belongs to feature i, wherever its columns lie', () => {
  const spec = specOf(HISTORY, AGE, CITY);
  expect(encode(spec, [[['Oslo'], 40, 5], { city: 'Oslo', age: 50 }])).toEqual({
    values: [1, -1, -1, 40, 2, -1, -1, -1, 50, 1],
    missing: [1, 0, 0],
    invalid: null,
    unknown: null,
  });
});

test('the number of features and the width of the matrix are told apart', () => {
  const encoder = new RowEncoder(specOf(HISTORY, AGE, CITY));
  expect([encoder.featureCount, encoder.width]).toEqual([3, 5]);
});

test('an array row of the wrong length is refused with the number of features', () => {
  expect(() => encode(specOf(HISTORY, AGE), [[1, 2, 3, 4]])).toThrow(
    'data[0]: expected 2 values in the order of feature_columns, got 4.',
  );
  expect(() => encode(specOf(HISTORY, AGE), ['row'])).toThrow(
    'data[0]: expected an object of features or an array of 2 values, got "row".',
  );
});

test('any row at all is encoded without a gap, or refused', () => {
  fc.assert(
    fc.property(arbitrarySpec(), fc.array(fc.anything(), { minLength: 6, maxLength: 6 }), (spec, cells) => {
      const { columns, width } = new RowEncoder(spec);
      try {
        const { values } = new RowEncoder(spec).encode([cells.slice(0, columns.length)], 'data');
        expect(values).toHaveLength(width);
        for (const column of columns) {
          if (column.kind === 'categorical') expect(values[column.start]).not.toBeLessThan(0);
        }
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
      }
    }),
  );
});
