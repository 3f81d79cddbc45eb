import * as fc from 'fast-check';
import { arbitraryNumericSpec } from '../../../testing/arbitrary-spec';
import { BadRow } from '../../errors';
import {
  numericFeatures,
  type FeatureSpec,
  type NumericFeature,
  type NumericSpec,
} from '../../spec/feature-spec';
import type { NumericInput } from '../input-column';
import { RowEncoder } from './row-encoder';

const AB = numericFeatures(['a', 'b']);

/** The model input of rows, missing and invalid values counted. */
function encode(spec: FeatureSpec, rows: readonly unknown[]) {
  const { values, rowCount, missing, invalid } = new RowEncoder(spec).encode(rows, 'data');
  return {
    values: [...values],
    rowCount,
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
  };
}

/** The model input of one value of one feature. */
function encodeOne(value: unknown, feature: Partial<NumericFeature> = {}): number {
  const spec: FeatureSpec = {
    features: [{ kind: 'numeric', name: 'a', default: 0, ...feature }],
    rawPrecision: 'float32',
    scaledBy: 'host',
  };
  return encode(spec, [{ a: value }]).values[0];
}

function messageFor(rows: readonly unknown[], spec = AB): string {
  try {
    encode(spec, rows);
  } catch (error) {
    if (error instanceof BadRow) return error.message;
    throw error;
  }
  throw new Error('The rows were accepted.');
}

describe('rows', () => {
  test('an object is read by name, in any order of its keys', () => {
    expect(encode(AB, [{ b: 2, a: 1 }])).toEqual({
      values: [1, 2],
      rowCount: 1,
      missing: null,
      invalid: null,
    });
  });

  test('an array is read in the order of the features', () => {
    expect(encode(AB, [[1, 2]]).values).toEqual([1, 2]);
  });

  test('objects and arrays may stand in one request', () => {
    expect(encode(AB, [{ a: 1, b: 2 }, [3, 4], { b: 6, a: 5 }]).values).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('no rows give no values', () => {
    expect(encode(AB, [])).toEqual({ values: [], rowCount: 0, missing: null, invalid: null });
  });

  test('unknown keys are ignored, whatever they hold', () => {
    expect(encode(AB, [{ a: 1, b: 2, c: 'text', d: { e: [] }, A: 9, ' b': 9 }]).values).toEqual([1, 2]);
  });

  test.each([
    [5, '5'],
    ['row', '"row"'],
    [true, 'true'],
  ])('the row %j is refused with its index', (row, shown) => {
    expect(messageFor([[1, 2], row])).toBe(
      `data[1]: expected an object of features or an array of 2 numbers, got ${shown}.`,
    );
  });

  test.each([[[]], [[1]], [[1, 2, 3]]])('the array %j is refused for its length', row => {
    expect(messageFor([[1, 2], [3, 4], row])).toBe(
      `data[2]: expected 2 numbers in the order of feature_columns, got ${row.length}.`,
    );
  });

  test('null is a row of defaults, each counted as missing, and so is an empty object', () => {
    for (const rows of [[null], [{}]]) {
      const { values, missing, unknownRows } = new RowEncoder(AB).encode(rows, 'data');
      expect([[...values], [...(missing ?? [])], unknownRows]).toEqual([[0, 0], [1, 1], 0]);
    }
  });

  test('a row with keys of which none is known is counted', () => {
    const rows = [{ c: 1 }, { a: 1, c: 1 }, { a: null }, { c: 1, d: 2 }, null, {}, [1, 2]];
    expect(new RowEncoder(AB).encode(rows, 'data').unknownRows).toBe(2);
  });

  test('the path of the rows begins the message', () => {
    expect(() => new RowEncoder(AB).encode([7], 'features_list')).toThrow(/^features_list\[0\]: /);
  });

  test('names and count are those of the spec', () => {
    const encoder = new RowEncoder(AB);
    expect([encoder.featureCount, encoder.featureNames]).toEqual([2, ['a', 'b']]);
  });
});

describe('values', () => {
  test.each([
    [0.15, Math.fround(0.15)],
    [-3, -3],
    [true, 1],
    [false, 0],
    ['2.5', 2.5],
    [' 2.5\t\n', 2.5],
    ['+2', 2],
    ['-.5', -0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1.5E-2', Math.fround(0.015)],
    ['1e+2', 100],
    ['007', 7],
    [3e38, Math.fround(3e38)],
    [1e-45, 1.401298464324817e-45],
    [1e-320, 0],
    [1111111111111111111111111, Math.fround(1111111111111111111111111)],
  ])('%j is the number %d', (value, number) => {
    expect(encode(numericFeatures(['a']), [{ a: value }])).toEqual({
      values: [number],
      rowCount: 1,
      missing: null,
      invalid: null,
    });
  });

  test.each([
    ['1_0'],
    [''],
    ['  '],
    ['abc'],
    ['0x10'],
    ['1,5'],
    ['1e'],
    ['e5'],
    ['.'],
    ['--1'],
    ['1 2'],
    ['1n'],
    ['true'],
    ['-'],
    ['nano'],
    ['infinit'],
    ['١'],
    [[]],
    [[1]],
    [{}],
    [{ valueOf: 1 }],
  ])('%j is refused, with row and feature', value => {
    const message = messageFor([
      { a: 1, b: 2 },
      { a: 1, b: value },
    ]);
    expect(message).toMatch(/^data\[1\]\.b: expected a number, got .+ take the default\.$/);
  });

  test.each(['NA', 'n/a', '#N/A', '<NA>', 'NULL', 'null', 'None', '\\N', ' NULL\t'])(
    '%j says that there is no value: the default, counted as missing',
    value => {
      for (const spec of [numericFeatures(['a']), { ...numericFeatures(['a']), missing: undefined }]) {
        expect(
          encode({ ...spec, features: [{ kind: 'numeric', name: 'a', default: 7 }] }, [[value]]),
        ).toEqual({
          values: [7],
          rowCount: 1,
          missing: [1],
          invalid: null,
        });
      }
    },
  );

  test('a model may have words of its own for gaps, and a feature others; some are numbers', () => {
    const spec: NumericSpec = {
      features: [
        { kind: 'numeric', name: 'a', default: 7, scaling: { mean: 1, std: 2 } },
        { kind: 'numeric', name: 'b', default: 8, missing: ['-999.9', 'unknown'] },
        { kind: 'numeric', name: 'c', default: 9, missing: [] },
      ],
      rawPrecision: 'float32',
      scaledBy: 'host',
      missing: ['-', '-1'],
    };
    expect(
      encode(spec, [
        ['-', 'unknown', null],
        [-1, -999.9, -1],
        ['-1.0', '-999.90', '-1'],
      ]),
    ).toEqual({
      values: [3, 8, 9, 3, 8, -1, 3, 8, -1],
      rowCount: 3,
      missing: [3, 3, 1],
      invalid: null,
    });
    expect(messageFor([['-', 'NA', 0]], spec)).toMatch(/^data\[0\]\.b: expected a number, got "NA"/);
    expect(messageFor([['-', 1, 'NA']], spec)).toMatch(/^data\[0\]\.c: expected a number, got "NA"/);
  });

  test('a value of the wrong kind in an array row is refused with its feature name', () => {
    expect(messageFor([[1, 'x']])).toBe(
      'data[0].b: expected a number, got "x". Leave it out or send null to take the default.',
    );
  });

  test('a long text is cut in the message, which stays one line', () => {
    const message = messageFor([{ a: `line\n${'x'.repeat(1_000_000)}` }]);
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\n');
  });

  test('megabytes of digits are read, or refused, in linear time', () => {
    const digits = '1'.repeat(2_000_000);
    expect(encodeOne(`0.${digits}`)).toBeCloseTo(1 / 9, 6);
    expect(messageFor([{ a: `${digits}x` }])).toMatch(/^data\[0\]\.a: /);
    expect(messageFor([{ a: `.${digits}e${digits}x` }])).toMatch(/^data\[0\]\.a: /);
  });

  test('any finite number is the nearest float32, as number and as text', () => {
    fc.assert(
      fc.property(fc.double({ min: -3.4e38, max: 3.4e38, noNaN: true }), value => {
        const expected = Math.fround(value) + 0;
        expect(encodeOne(value) + 0).toBe(expected);
        expect(encodeOne(String(value)) + 0).toBe(expected);
      }),
    );
  });

  test('any value at all gives a finite model input or BadRow', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        try {
          expect(encodeOne(value)).toEqual(expect.any(Number));
          expect(Number.isFinite(encodeOne(value))).toBe(true);
        } catch (error) {
          if (!(error instanceof BadRow)) throw error;
        }
      }),
    );
  });
});

describe('values that are missing or no finite float32', () => {
  const spec: FeatureSpec = {
    features: [
      { kind: 'numeric', name: 'a', default: 7 },
      { kind: 'numeric', name: 'b', default: 'missing' },
    ],
    rawPrecision: 'float32',
    scaledBy: 'host',
  };

  test('absent and null take the default and are counted by feature', () => {
    expect(encode(spec, [{}, { a: null, b: 1 }, [null, null], { a: 1, b: undefined }])).toEqual({
      values: [7, NaN, 7, 1, 7, NaN, 1, NaN],
      rowCount: 4,
      missing: [3, 3],
      invalid: null,
    });
  });

  test.each([
    'NaN',
    'nan',
    'NAN',
    'Infinity',
    '-Infinity',
    'infinity',
    '+INFINITY',
    'inf',
    '-Inf',
    ' nan ',
    '1e39',
    '-1e400',
    1e39,
    -1e39,
    3.4028236e38,
    Infinity,
    NaN,
  ])('%p takes the default and is counted', value => {
    expect(encode(spec, [{ a: value, b: value }])).toEqual({
      values: [7, NaN],
      rowCount: 1,
      missing: null,
      invalid: [1, 1],
    });
  });

  test('1e400 in JSON, which reads as infinity, takes the default', () => {
    expect(encode(spec, JSON.parse('[{"a": 1e400, "b": -1e400}]'))).toMatchObject({
      values: [7, NaN],
      invalid: [1, 1],
    });
  });

  test('one row with a missing and an invalid value counts each once', () => {
    expect(encode(spec, [{ a: 'nan' }])).toMatchObject({ missing: [0, 1], invalid: [1, 0] });
  });

  test('the default is scaled like any other value', () => {
    const scaling = { mean: 4, std: 2 };
    expect(encodeOne(null, { scaling })).toBe(-2);
    expect(encodeOne('nan', { scaling, default: 10 })).toBe(3);
    expect(encodeOne(null, { scaling, default: 'missing' })).toBeNaN();
  });

  test('the default is clipped like any other value', () => {
    expect(encodeOne(null, { default: 0, clip: { min: 2 } })).toBe(2);
  });

  test('a value that scaling takes out of float32 takes the default', () => {
    expect(encodeOne(3e38, { scaling: { mean: 0, std: 1e-3 } })).toBe(0);
  });
});

describe('clip and scaling', () => {
  test.each([
    [-5, -1],
    [0, 0],
    [5, 2],
  ])('%d is cut to %d', (value, cut) => {
    expect(encodeOne(value, { clip: { min: -1, max: 2 } })).toBe(cut);
  });

  test('a bound that is absent does not cut', () => {
    expect(encodeOne(-1e30, { clip: { max: 2 } })).toBe(Math.fround(-1e30));
    expect(encodeOne(1e30, { clip: { min: 2 } })).toBe(Math.fround(1e30));
  });

  test('clipping happens before scaling', () => {
    expect(encodeOne(100, { clip: { max: 6 }, scaling: { mean: 2, std: 2 } })).toBe(2);
  });

  test('an overflow is not clipped but takes the default', () => {
    expect(encodeOne(1e39, { clip: { max: 6 }, default: 1 })).toBe(1);
  });

  test('with raw precision float64 a value is scaled before it is rounded', () => {
    const raw = 16_777_217;
    const scaling = { mean: 16_777_216, std: 1 };
    const scaled = (rawPrecision: FeatureSpec['rawPrecision']) =>
      encode(
        { features: [{ kind: 'numeric', name: 'a', default: 0, scaling }], rawPrecision, scaledBy: 'host' },
        [[raw]],
      );
    expect(scaled('float64').values).toEqual([1]);
    expect(scaled('float32').values).toEqual([0]);
  });
});

describe('logarithms', () => {
  test.each([
    [0, 0],
    [Math.E - 1, 1],
    [1 - Math.E, -1],
    [1e-12, 1e-12],
    [3e38, Math.log(3e38)],
  ])('%d becomes %d', (value, result) => {
    expect(encodeOne(value, { log: true })).toBe(Math.fround(result));
  });

  test('come after clipping and before scaling, for the default too', () => {
    const feature: Partial<NumericFeature> = {
      clip: { max: Math.E ** 3 - 1 },
      log: true,
      scaling: { mean: 1, std: 4 },
      default: 1e9,
    };
    expect(encodeOne(1e6, feature)).toBeCloseTo(0.5, 6);
    expect(encodeOne(null, feature)).toBeCloseTo(0.5, 6);
  });
});

describe('where the graph scales', () => {
  const scaling = { mean: 4, std: 1e-3 };
  const spec: FeatureSpec = {
    features: [{ kind: 'numeric', name: 'a', default: 7, clip: { min: 1, max: 9 }, log: true, scaling }],
    rawPrecision: 'float32',
    scaledBy: 'graph',
  };

  test('a number stays as it is, rounded to float32, and a missing one is the raw default', () => {
    expect(encode(spec, [{ a: -100 }, { a: 0.1 }, {}, { a: 'nan' }])).toEqual({
      values: [-100, Math.fround(0.1), 7, 7],
      rowCount: 4,
      missing: [1],
      invalid: [1],
    });
  });

  test('a number that scaling would take out of float32 takes the default', () => {
    const unclipped: FeatureSpec = {
      ...spec,
      features: [{ kind: 'numeric', name: 'a', default: 7, scaling }],
    };
    expect(encode(unclipped, [{ a: 3e38 }, { a: 1e30 }])).toMatchObject({
      values: [7, Math.fround(1e30)],
      invalid: [1],
    });
  });
});

describe('names that every object seems to have', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  test('as unknown keys they are ignored and touch nothing', () => {
    const row = '{"a": 1, "__proto__": {"b": 9}, "constructor": {"prototype": {"b": 9}}, "toString": "x"}';
    expect(encode(AB, [JSON.parse(row)])).toMatchObject({ values: [1, 0], missing: [0, 1] });
    expect({}).not.toHaveProperty('b');
  });

  test('as feature names they are read like any other', () => {
    const row = `{${NAMES.map((name, i) => `"${name}": ${i + 1}`).join(', ')}}`;
    expect(encode(numericFeatures(NAMES), [JSON.parse(row)])).toMatchObject({
      values: [1, 2, 3, 4, 5],
      missing: null,
    });
  });

  test('as feature names they are missing where a row does not have them', () => {
    expect(encode(numericFeatures(NAMES), [{}])).toMatchObject({
      values: [0, 0, 0, 0, 0],
      missing: [1, 1, 1, 1, 1],
    });
  });
});

test('an object and the array of its values are encoded alike', () => {
  fc.assert(
    fc.property(
      arbitraryNumericSpec('float64').chain(spec =>
        fc.tuple(fc.constant(spec), fc.array(cell, { size: 'max', ...exactly(spec.features.length) })),
      ),
      ([spec, cells]) => {
        const object: unknown = Object.fromEntries(spec.features.map(({ name }, i) => [name, cells[i]]));
        expect(encode(spec, [object])).toEqual(encode(spec, [cells]));
      },
    ),
  );
});

/** The numeric inputs of an encoder of a numeric spec. */
function numbersOf(spec: FeatureSpec): NumericInput[] {
  return new RowEncoder(spec).columns.flatMap(column => (column.kind === 'numeric' ? [column] : []));
}

test('columns give what encode gives', () => {
  fc.assert(
    fc.property(arbitraryNumericSpec('float32'), fc.double(), (spec, raw) => {
      const { values } = new RowEncoder(spec).encode([spec.features.map(() => raw)], 'data');
      const expected = numbersOf(spec).map(({ encode, fallback }) => {
        const encoded = encode(raw);
        return Number.isNaN(encoded) ? fallback : encoded;
      });
      expect([...values]).toEqual(expected);
    }),
  );
});

test.each(['float32', 'float64'] as const)(
  'where roundsFirst holds, %s, rounding changes nothing',
  precision => {
    fc.assert(
      fc.property(arbitraryNumericSpec(precision), fc.double(), (spec, raw) => {
        for (const { encode, roundsFirst } of numbersOf(spec)) {
          if (roundsFirst) expect(encode(Math.fround(raw))).toBe(encode(raw));
        }
      }),
    );
  },
);

test('only scaled or clipped values of raw precision float64 are not rounded first', () => {
  const plain: NumericFeature = { kind: 'numeric', name: 'a', default: 0 };
  const features = [
    plain,
    { ...plain, name: 'b', clip: { min: 0 } },
    { ...plain, name: 'c', scaling: { mean: 0, std: 2 } },
    { ...plain, name: 'd', log: true },
  ];
  const roundsFirst = (rawPrecision: FeatureSpec['rawPrecision']) =>
    numbersOf({ features, rawPrecision, scaledBy: 'host' }).map(column => column.roundsFirst);
  expect(roundsFirst('float32')).toEqual([true, true, true, true]);
  expect(roundsFirst('float64')).toEqual([true, false, false, false]);
});

const cell = fc.oneof(fc.double(), fc.constantFrom(null, true, false, '1.5', 'inf'));

function exactly(length: number): { minLength: number; maxLength: number } {
  return { minLength: length, maxLength: length };
}
