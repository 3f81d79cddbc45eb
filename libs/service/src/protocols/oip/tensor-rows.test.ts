import * as fc from 'fast-check';
import {
  RowEncoder,
  type CategoryCoding,
  type EncodedRows,
  type Feature,
  type FeatureSpec,
} from '@reckit/features';
import {
  NO_PARAMETERS,
  rowsOfTensors,
  SliceClock,
  type ColumnOrder,
  type Datatype,
  type Elements,
  type InputTensor,
  type Parameters,
  type ParameterValue,
} from '@reckit/protocol';
import { seenCharacter } from '../../../../messages/testing/characters';

const VOCABULARY: CategoryCoding = {
  kind: 'vocabulary',
  minCount: 1,
  values: ['home', '5', '0', '-7', '9007199254740993', 'é', 'true'],
};

/** Not in the order of the alphabet. */
const NAMES = ['user_age', 'ctr', 'price'];

const NUMERIC: Readonly<Record<string, FeatureSpec>> = {
  plain: {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: NAMES.map(name => ({ kind: 'numeric', name, default: 2 })),
  },
  scaled: {
    rawPrecision: 'float64',
    scaledBy: 'host',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: i === 1 ? 'missing' : 1.5,
      clip: { min: -1e6, max: 1e6 },
      scaling: { mean: 0.1 * i, std: 0.3 + i },
    })),
  },
  'numbers that say there is none': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: 1.5,
      log: i > 0,
      missing: ['-1', '999'],
    })),
  },
};

const MIXED: readonly Feature[] = [
  { kind: 'categorical', name: 'scene', coding: VOCABULARY, default: 'home' },
  { kind: 'numeric', name: 'price', default: 1.5, scaling: { mean: 0, std: 2 } },
  { kind: 'sequence', name: 'clicks', coding: VOCABULARY, maxLength: 3, pooling: 'mean', separator: '|' },
  { kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 1_000 }, default: null },
];

const WITH_CATEGORIES: Readonly<Record<string, FeatureSpec>> = {
  'categories as they stand': { rawPrecision: 'float32', scaledBy: 'graph', features: MIXED },
  'categories in the canonical form': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED,
    categoryForm: 2,
    missing: ['NA', '-7'],
  },
  'numbers in buckets, and crosses': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED.map(feature =>
      feature.kind === 'numeric' ? { ...feature, buckets: { edges: [0, 2.5] } } : feature,
    ),
    crosses: [{ name: 'where', cross: ['city', 'price'], buckets: 9 }],
    categoryForm: 2,
  },
};

interface Options {
  readonly order?: ColumnOrder;
  readonly parameters?: Parameters;
  readonly maxRows?: number;
}

/** The rows of tensors, read with as many pauses as there can be. */
function rowsOf(inputs: readonly InputTensor[], encoder: RowEncoder, options: Options = {}): EncodedRows {
  let now = 0;
  const clock = new SliceClock(() => (now += 1_000));
  const all = { order: 'model', parameters: NO_PARAMETERS, maxRows: 1_000, ...options } as const;
  const reading = rowsOfTensors(inputs, encoder, all, clock);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

function encoderOf(spec: FeatureSpec): RowEncoder {
  return new RowEncoder(spec);
}

function tensor(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  elements: Elements,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): InputTensor {
  return { name, datatype, shape, elements, parameters: new Map(Object.entries(parameters)) };
}

function doubles(
  name: string,
  shape: readonly number[],
  values: readonly number[],
  parameters: Readonly<Record<string, ParameterValue>> = {},
): InputTensor {
  return tensor(name, 'FP64', shape, { kind: 'numbers', values: Float64Array.from(values) }, parameters);
}

function longs(name: string, shape: readonly number[], values: readonly bigint[]): InputTensor {
  return tensor(name, 'INT64', shape, { kind: 'integers', values: BigInt64Array.from(values) });
}

function texts(name: string, shape: readonly number[], values: readonly string[]): InputTensor {
  return tensor(name, 'BYTES', shape, { kind: 'texts', values });
}

/** The same texts, as they come over the wire. */
function bytes(name: string, shape: readonly number[], values: readonly string[]): InputTensor {
  const pieces = values.map(text => Buffer.from(text));
  const ends = new Uint32Array(pieces.length);
  pieces.reduce((at, { length }, i) => (ends[i] = at + length), 0);
  const starts = ends.map((end, i) => end - pieces[i].length);
  return tensor(name, 'BYTES', shape, {
    kind: 'bytes',
    values: { bytes: Buffer.concat(pieces), starts, ends },
  });
}

/** What `encode` gives, with the counts as the readers have them. */
function counted({ values, rowCount, missing, invalid, unknown, unknownRows }: EncodedRows): unknown {
  return { values, rowCount, missing, invalid, unknown, unknownRows };
}

const anyNumber = fc.oneof(
  fc.double(),
  fc.float(),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 1e39, -1, 999),
);
const matrix = fc.array(fc.tuple(anyNumber, anyNumber, anyNumber), { minLength: 1, maxLength: 20 });

describe.each(Object.entries(NUMERIC))('a matrix of numbers, %s', (_, spec) => {
  const encoder = encoderOf(spec);

  test('is what the same array rows are', () => {
    fc.assert(
      fc.property(matrix, rows => {
        const read = rowsOf([doubles('input0', [rows.length, 3], rows.flat())], encoder);
        expect(counted(read)).toEqual(counted(encoder.encode(rows, 'data')));
      }),
    );
  });

  test('of each datatype is what its numbers are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 3, maxLength: 3 }), row => {
        const expected = counted(encoder.encode([row], 'data'));
        const arrays: readonly [Datatype, Extract<Elements, { kind: 'numbers' }>['values']][] = [
          ['INT8', Int8Array.from(row)],
          ['INT16', Int16Array.from(row)],
          ['INT32', Int32Array.from(row)],
          ['FP32', Float32Array.from(row)],
          ['FP64', Float64Array.from(row)],
        ];
        for (const [datatype, values] of arrays) {
          const input = tensor('features', datatype, [1, 3], { kind: 'numbers', values });
          expect(counted(rowsOf([input], encoder))).toEqual(expected);
        }
        const wide = longs('features', [1, 3], row.map(BigInt));
        expect(counted(rowsOf([wide], encoder))).toEqual(expected);
      }),
    );
  });

  test('of 64-bit integers is what JSON makes of their digits', () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.tuple(long, long, long), row => {
        const read = rowsOf([longs('input0', [1, 3], row)], encoder);
        expect(counted(read)).toEqual(counted(encoder.encode([row.map(Number)], 'data')));
      }),
    );
  });

  test('in sorted order is what the same objects are', () => {
    fc.assert(
      fc.property(matrix, rows => {
        const objects = rows.map(([ctr, price, age]) => ({ ctr, price, user_age: age }));
        const read = rowsOf([doubles('input0', [rows.length, 3], rows.flat())], encoder, { order: 'sorted' });
        expect(counted(read)).toEqual(counted(encoder.encode(objects, 'data')));
      }),
    );
  });

  test.each<[string, ParameterValue]>([
    ['a list', ['price', 'unknown', 'user_age']],
    ['a comma-separated text', 'price, unknown ,user_age'],
    ['the JSON text of a list', ' ["price","unknown","user_age"]'],
  ])('with names in %s is what the same objects are', (_form, names) => {
    fc.assert(
      fc.property(matrix, rows => {
        const objects = rows.map(([price, unknown, age]) => ({ price, unknown, user_age: age }));
        const expected = counted(encoder.encode(objects, 'data'));
        const shape = [rows.length, 3];
        const own = doubles('x', shape, rows.flat(), { feature_names: names });
        expect(counted(rowsOf([own], encoder, { order: 'sorted' }))).toEqual(expected);
        const parameters = new Map([['feature_names', names]]);
        expect(counted(rowsOf([doubles('x', shape, rows.flat())], encoder, { parameters }))).toEqual(
          expected,
        );
      }),
      { numRuns: 20 },
    );
  });
});

test('names that came with the input win over those of the request', () => {
  const encoder = encoderOf(NUMERIC['plain']);
  const parameters = new Map([['feature_names', 'ctr,price,user_age']]);
  const input = doubles('x', [1, 1], [7], { feature_names: 'price' });
  expect([...rowsOf([input], encoder, { parameters }).values]).toEqual([2, 2, 7]);
});

test('columns of which none is known are rows that are not known', () => {
  const read = rowsOf(
    [doubles('x', [2, 1], [7, 8], { feature_names: 'other' })],
    encoderOf(NUMERIC['plain']),
  );
  expect(read).toMatchObject({ unknownRows: 2, missing: Uint32Array.of(2, 2, 2) });
});

test('rows may be none at all', () => {
  const read = rowsOf([doubles('input0', [0, 3], [])], encoderOf(NUMERIC['plain']));
  expect(read).toMatchObject({ rowCount: 0, values: new Float32Array(0) });
});

test('many rows are read block by block', () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => [i, -i, i / 3]);
  const encoder = encoderOf(NUMERIC['scaled']);
  const read = rowsOf([doubles('input0', [5_000, 3], rows.flat())], encoder, { maxRows: 5_000 });
  expect(counted(read)).toEqual(counted(encoder.encode(rows, 'data')));
});

describe.each(Object.entries(WITH_CATEGORIES))('a tensor for each feature, %s', (_, spec) => {
  const encoder = encoderOf(spec);
  const category = fc.oneof(
    fc.constantFrom('home', '5', '0', '-7', 'é', 'NA', '', '9007199254740993', 'a,b'),
    fc.string({ unit: seenCharacter, maxLength: 4 }),
  );
  const event = category.filter(text => text !== '');
  const row = fc.record({
    scene: category,
    price: fc.oneof(anyNumber, fc.integer()),
    clicks: fc.array(event, { maxLength: 6 }),
    city: category,
  });
  const rows = fc.array(row, { minLength: 1, maxLength: 10 });

  test.each([
    ['texts', texts],
    ['bytes', bytes],
  ])('is what the same objects are, from %s', (_kind, make) => {
    fc.assert(
      fc.property(rows, fc.boolean(), (objects, isColumn) => {
        const shape = isColumn ? [objects.length, 1] : [objects.length];
        const lists = objects.map(({ clicks }) => JSON.stringify(clicks));
        const longest = Math.max(...objects.map(({ clicks }) => clicks.length));
        const padded = objects.flatMap(({ clicks }) => [
          ...clicks,
          ...Array<string>(longest - clicks.length).fill(''),
        ]);
        const clicks = isColumn
          ? make('clicks', [objects.length, longest], padded)
          : make('clicks', [objects.length], lists);
        const inputs = [
          make(
            'city',
            shape,
            objects.map(({ city }) => city),
          ),
          clicks,
          doubles(
            'price',
            shape,
            objects.map(({ price }) => price),
          ),
          make(
            'scene',
            shape,
            objects.map(({ scene }) => scene),
          ),
        ];
        expect(counted(rowsOf(inputs, encoder))).toEqual(counted(encoder.encode(objects, 'data')));
      }),
    );
  });

  test('of which some are left out has missing values', () => {
    const read = rowsOf([texts('scene', [2], ['5', 'x'])], encoder);
    expect(counted(read)).toEqual(counted(encoder.encode([{ scene: '5' }, { scene: 'x' }], 'data')));
  });

  test('takes 64-bit integers as categories, exactly', () => {
    const ids = [9007199254740993n, -7n, 2n ** 63n - 1n];
    const read = rowsOf(
      [longs('scene', [3, 1], ids), longs('clicks', [3, 1], ids), longs('city', [3], ids)],
      encoder,
    );
    const objects = ids.map(id => ({ scene: String(id), clicks: [String(id)], city: String(id) }));
    expect(counted(read)).toEqual(counted(encoder.encode(objects, 'data')));
  });

  test('takes numbers in texts, and numbers as categories', () => {
    const read = rowsOf([bytes('price', [2], ['1.5', 'NaN']), doubles('scene', [2], [5, -7])], encoder);
    const objects = [
      { price: '1.5', scene: 5 },
      { price: 'NaN', scene: -7 },
    ];
    expect(counted(read)).toEqual(counted(encoder.encode(objects, 'data')));
  });

  test('has no value where a category is no finite number', () => {
    const inputs = [
      doubles('scene', [1], [NaN]),
      doubles('city', [1], [Infinity]),
      doubles('clicks', [1, 3], [5, NaN, 0]),
    ];
    const read = rowsOf(inputs, encoder);
    const { values } = encoder.encode([{ clicks: [5, 0] }], 'data');
    expect(read).toMatchObject({
      values,
      missing: Uint32Array.of(0, 1, 0, 0),
      invalid: Uint32Array.of(1, 0, 0, 1),
    });
  });

  test.each([
    ['texts', texts],
    ['bytes', bytes],
  ])('or one of JSON objects is what the same objects are, from %s', (_kind, make) => {
    const value = fc.oneof(category, fc.integer(), fc.constant(null));
    const object = fc.record(
      {
        scene: value,
        price: fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(null, '3', true),
        ),
        clicks: fc.array(value, { maxLength: 5 }),
        city: value,
        other: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(object, fc.constant(null)), { minLength: 1, maxLength: 5 }), objects => {
        const input = make(
          'features',
          [objects.length],
          objects.map(each => JSON.stringify(each, null, 1)),
        );
        const parsed: readonly unknown[] = JSON.parse(JSON.stringify(objects));
        expect(counted(rowsOf([input], encoder))).toEqual(counted(encoder.encode(parsed, 'data')));
      }),
    );
  });
});

describe('what is refused', () => {
  const numbers = encoderOf(NUMERIC['plain']);
  const mixed = encoderOf(WITH_CATEGORIES['categories as they stand']);
  const SEND =
    'Send one tensor of numbers [rows,3], a tensor for each feature, or a BYTES tensor "features" of JSON objects.';

  test.each<[readonly InputTensor[], string]>([
    [[], `The request has no inputs. ${SEND}`],
    [[doubles('input0', [3], [1, 2, 3])], `The input "input0" has the shape [3]; expected [rows,3]. ${SEND}`],
    [
      [doubles('input0', [1, 2], [1, 2])],
      'The input "input0" has 2 columns; expected 3, in the order of feature_columns. Name them in the parameter feature_names where they are others.',
    ],
    [
      [doubles('input0', [1, 2], [1, 2], { feature_names: 'ctr' })],
      'The input "input0" has 2 columns, but the parameter feature_names has 1 names.',
    ],
    [
      [doubles('input0', [1, 2], [1, 2], { feature_names: 'ctr,ctr' })],
      'The parameter feature_names has "ctr" twice.',
    ],
    [
      [doubles('input0', [1, 2], [1, 2], { feature_names: '["ctr",1]' })],
      'The parameter feature_names must be a list of names, a comma-separated text, or the JSON text of a list.',
    ],
    [
      [doubles('input0', [1, 2], [1, 2], { feature_names: 5 })],
      'The parameter feature_names must be a list of names, a comma-separated text, or the JSON text of a list.',
    ],
    [[texts('x', [1], ['a'])], `The input "x" (BYTES [1]) is no feature of this model. ${SEND}`],
    [
      [doubles('ctr', [1], [1]), doubles('x', [1], [1])],
      `The input "x" (FP64 [1]) is no feature of this model. ${SEND}`,
    ],
    [[doubles('ctr', [1], [1]), doubles('ctr', [1], [1])], 'The input "ctr" is there twice.'],
    [
      [doubles('ctr', [1], [1]), doubles('price', [2], [1, 2])],
      'The input "price" has 2 rows, but "ctr" has 1.',
    ],
    [
      [doubles('ctr', [1], [1]), doubles('price', [1, 2], [1, 2])],
      'The input "price" has the shape [1,2]; expected [rows] or [rows,1].',
    ],
    [
      [texts('features', [1, 2], ['{}', '{}'])],
      'The input "features" has the shape [1,2]; expected [rows] or [rows,1].',
    ],
    [[texts('features', [1], [''])], 'features[0] is empty; expected the JSON text of an object.'],
    [
      [texts('features', [2], ['{}', '[1,2,3]'])],
      'features[1]: expected the JSON text of an object of features, got that of another value.',
    ],
    [
      [texts('features', [1], ['{},{}'])],
      'features[0] is not valid JSON: unexpected ,{} at byte 2, after {}.',
    ],
    [[texts('features', [1], ['{"a":'])], 'features[0] is not valid JSON: it ends too early, after {"a":.'],
    [
      [texts('features', [1], ['{"ctr":"x"}'])],
      'features[0].ctr: expected a number, got "x". Leave it out or send null to take the default.',
    ],
    [
      [texts('ctr', [1], ['x'])],
      'rows[0].ctr: expected a number, got "x". Leave it out or send null to take the default.',
    ],
    [
      [doubles('input0', [11, 3], Array(33).fill(0))],
      'The request has 11 rows, more than 10 (MAX_BATCH_ROWS); split it.',
    ],
  ])('%#', (inputs, message) => {
    expect(() => rowsOf(inputs, numbers, { maxRows: 10 })).toThrow(expect.objectContaining({ message }));
  });

  test('bytes that are not UTF-8', () => {
    const latin = {
      bytes: Buffer.from('{"\xff":1}', 'latin1'),
      starts: Uint32Array.of(0),
      ends: Uint32Array.of(7),
    };
    const elements: Elements = { kind: 'bytes', values: latin };
    expect(() => rowsOf([tensor('features', 'BYTES', [1], elements)], mixed)).toThrow(
      'features[0]: the text is not valid UTF-8.',
    );
    expect(() => rowsOf([tensor('scene', 'BYTES', [1], elements)], mixed)).toThrow(
      'rows[0].scene: the text is not valid UTF-8.',
    );
  });

  test('a text that is too long for a value', () => {
    expect(() => rowsOf([bytes('scene', [1], ['x'.repeat(65_537)])], mixed)).toThrow(
      'rows[0].scene: the text is longer than 65536 bytes, which no value is.',
    );
  });

  test('a number where a category should be', () => {
    expect(() => rowsOf([doubles('scene', [1], [0.5])], mixed)).toThrow(
      /^rows\[0\].scene: expected a string/,
    );
    expect(() => rowsOf([doubles('clicks', [1, 2], [5, 0.5])], mixed)).toThrow(
      /^rows\[0\].clicks\[1\]: expected/,
    );
    expect(() => rowsOf([texts('clicks', [1], ['["a",[]]'])], mixed)).toThrow(
      /^rows\[0\].clicks\[1\]: expected/,
    );
    expect(() => rowsOf([texts('clicks', [1], ['["a"'])], mixed)).toThrow(
      'rows[0].clicks is not valid JSON: it ends too early, after ["a".',
    );
  });

  test('a long or hostile name stays one line', () => {
    const input = texts(`a\n${'b'.repeat(1_000)}`, [1], ['x']);
    expect(() => rowsOf([input], numbers)).toThrow(
      /^The input "a\\nb+…" \(BYTES \[1\]\) is no feature of this model\. Send [^\n]+$/,
    );
  });
});
