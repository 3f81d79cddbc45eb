import * as fc from 'fast-check';
import { RowEncoder, type EncodedRows, type Feature, type FeatureSpec } from '@reckit/features';
import { PREDICT_FORM, PREDICTIONS_FORM, readRows, RowScanner, SliceClock } from '@reckit/protocol';
import { NAMES, SPECS, VOCABULARY } from '../../testing/feature-specs';
import { RowDecoder } from '../../testing/row-decoder';

/** Numbers as the JSON writers of different languages spell them, and some that no writer would. */
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => JSON.stringify(value)),
  fc.double({ min: 0, max: 1, noNaN: true }).map(value => JSON.stringify(value)),
  fc.integer({ min: -1000, max: 1_000_000 }).map(String),
  fc
    .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 30 }))
    .map(([value, digits]) => value.toFixed(digits)),
  fc
    .tuple(fc.double({ min: -1e30, max: 1e30, noNaN: true }), fc.integer({ min: 0, max: 25 }))
    .map(([value, digits]) => value.toExponential(digits)),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(halfwayBetweenFloats),
  fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '1e39',
    '1e400',
    '-1e400',
    '1e-400',
    '3.4028235677973366e38',
    '5e-324',
    '0.1E+2',
  ),
  fc.stringMatching(/^-?(0|[1-9]\d{0,40})(\.\d{1,60})?([eE][+-]?\d{1,3})?$/),
);

/** The decimal in the middle of two float32 neighbours, where the last digit decides the rounding. */
function halfwayBetweenFloats(value: number): string {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  bits[0]++;
  const middle = (value + new Float32Array(bits.buffer)[0]) / 2;
  return Number.isFinite(middle) ? JSON.stringify(middle) : '0';
}

/** Values of a category, those of the vocabulary among others, and some that are none. */
const categoryText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VOCABULARY.values.map(value => JSON.stringify(value))) },
  { weight: 4, arbitrary: fc.constantFrom('5', '0', '-7', '100000', '999999999999999', '""', '"home"') },
  { weight: 1, arbitrary: fc.constantFrom('"5.0"', '" home "', '"NA"', '"x"', '"True"', '"1e+05"', '"-0"') },
  { weight: 2, arbitrary: fc.integer().map(String) },
  { weight: 2, arbitrary: fc.string({ maxLength: 5 }).map(text => JSON.stringify(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'null',
      '-0',
      '5.0',
      '5e0',
      '1e5',
      '5.5',
      '1000000000000000',
      '9007199254740991',
      '9007199254740993',
      'true',
      '"\\u0035"',
      '"caf\u00e9"',
      '{}',
    ),
  },
);

const space = fc.constantFrom('', '', '', ' ', '\n  ', '\t', '\r\n');

/** What stands in JSON for a feature, mostly of the right kind. */
function valueText({ kind }: Feature): fc.Arbitrary<string> {
  switch (kind) {
    case 'numeric':
      return numberText;
    case 'categorical':
      return categoryText;
    case 'sequence':
      return fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(categoryText, { maxLength: 5 }).map(events => `[${events.join(', ')}]`),
        },
        { weight: 1, arbitrary: fc.oneof(categoryText, fc.constantFrom('[', '[]]', '[ ]', '[5,]', '[[5]]')) },
      );
  }
}

function cell(feature: Feature): fc.Arbitrary<string> {
  return fc
    .tuple(space, space, valueText(feature), space)
    .map(([a, b, text, c]) => `${a}"${feature.name}"${b}:${text}${c}`);
}

const otherCell = fc.constantFrom(
  '"nested":{"a":[{"b":[1,-2.5e3,null,true,"x\\n"]},[]],"":{}}',
  '"ctr":null,"ctr":[]',
  '"age":"1","age":{"a":1}',
  '"price":1,"price":"0.25"',
  '"\\u0063tr":3',
  '"price":" 7 "',
  '"age":"+.5E1"',
  '"price":"nan"',
  '"__proto__":{"ctr":1}',
  '"other":1',
  '"scene":"home"',
  '"other":"a\\"b"',
  '"é":2',
  '"x":null',
  '"y":[1]',
  '"z":""',
  '"ctr":"0.5"',
  '"age":true',
);

function objectRow(features: readonly Feature[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.shuffledSubarray([...features]), fc.option(otherCell, { freq: 3 }))
    .chain(([some, other]) =>
      fc
        .tuple(...some.map(cell))
        .map(cells => `{${[...cells, ...(other === null ? [] : [other])].join(',')}}`),
    );
}

function arrayRow(features: readonly Feature[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.tuple(...features.map(valueText)), fc.constantFrom('same', 'same', 'same', 'shorter', 'longer'))
    .map(([cells, length]) => {
      const sent = length === 'shorter' ? cells.slice(1) : length === 'longer' ? [...cells, '1'] : cells;
      return `[${sent.join(', ')}]`;
    });
}

function bodyOf({ features }: FeatureSpec): fc.Arbitrary<string> {
  const row = fc.oneof(
    { weight: 12, arbitrary: objectRow(features) },
    { weight: 2, arbitrary: arrayRow(features) },
    { weight: 1, arbitrary: fc.constantFrom('null', '{}', '7', '"x"', 'true', '{"other":1}', '[]') },
  );
  const list = fc
    .tuple(fc.array(row, { maxLength: 6 }), space)
    .map(([rows, gap]) => `[${gap}${rows.join(',')}${gap}]`);
  const others = fc.constantFrom(
    '"model":"x"',
    '"options":{"a":[1,{"b":null}]}',
    '"data":null',
    '"features_list":[]',
    '"data":{"a":1}',
    '"features_list":[{"ctr":1}]',
    '"__proto__":{"data":[{}]}',
    '"d\\u0061ta":[{}]',
  );
  const key = fc.constantFrom('data', 'data', 'data', 'features_list');
  return fc
    .tuple(list, key, space, fc.array(others, { maxLength: 2 }), fc.boolean())
    .map(([rows, name, gap, more, isFirst]) => {
      const members = [`"${name}"${gap}:${gap}${rows}`];
      if (isFirst) members.push(...more);
      else members.unshift(...more.slice(0, 1));
      return `${gap}{${members.join(`${gap},`)}${gap}}${gap}`;
    });
}

describe.each(Object.entries(SPECS))('features %s', (_name, spec) => {
  const encoder = new RowEncoder(spec);
  const scanner = new RowScanner(encoder);
  const body = bodyOf(spec);

  test('a request means what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(body, text => expectAgreement(scanner, encoder, Buffer.from(text))),
      { numRuns: 400 },
    );
  });

  test('damaged bodies are refused as JSON.parse refuses them, or mean the same', () => {
    const damaged = fc
      .tuple(
        body,
        fc.nat(),
        fc.constantFrom(
          '',
          '"',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '0',
          '.',
          'e',
          '-',
          ' ',
          '\\',
          '\u00e9',
          'null',
        ),
        fc.nat({ max: 2 }),
      )
      .map(([text, at, insert, cut]) => {
        const position = at % (text.length + 1);
        return text.slice(0, position) + insert + text.slice(position + cut);
      });
    fc.assert(
      fc.property(damaged, text => expectAgreement(scanner, encoder, Buffer.from(text))),
      { numRuns: 400 },
    );
  });
});

test('any JSON at all gives rows or a refusal, as JSON.parse has it', () => {
  const encoder = new RowEncoder(SPECS['categories and sequences among numbers']);
  const scanner = new RowScanner(encoder);
  const rows = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.jsonValue({ maxDepth: 3 })));
  const body = fc.oneof(
    fc.json(),
    fc
      .record({ data: rows, features_list: rows, other: fc.jsonValue() }, { requiredKeys: [] })
      .map(request => JSON.stringify(request)),
  );
  fc.assert(
    fc.property(body, text => expectAgreement(scanner, encoder, Buffer.from(text))),
    { numRuns: 300 },
  );
});

test.each([
  `1${'0'.repeat(65_000)}e-65000`,
  `1${'0'.repeat(60_017)}e-100000`,
  `0.${'0'.repeat(65_000)}123456789012345678e65000`,
  `-${'9'.repeat(65_000)}e-65000`,
  `${'123456789'.repeat(100)}e-880`,
  `0.${'3'.repeat(800)}1`,
  '1e1000000000000000000000',
  '-1e-99999999999999999999',
  `0.5${'0'.repeat(1_000)}e0000000000000000000000001`,
])('a number of very many digits is that of JSON.parse', number => {
  const encoder = new RowEncoder(SPECS['scaled, the precision of Python']);
  const texts = number.length < 10_000 ? [number, `"${number}"`] : [number];
  for (const text of texts) {
    const body = Buffer.from(`{"data":[{"price":${text}}]}`);
    expectAgreement(new RowScanner(encoder), encoder, body);
  }
});

test.each([
  ['at the end', `{"data":[{"price":1}]}${' '.repeat(3_000_000)}`],
  ['before', `${'\n'.repeat(3_000_001)}{"data":[{"price":1}]}`],
  ['in between', `{"data":${'\t'.repeat(3_000_002)}[${' '.repeat(70_000)}{"price":1}]}`],
  ['of several kinds', `{"data":[{"price":${' \n'.repeat(100_000)}1${'\r\n'.repeat(40_000)}}]}`],
])('long space %s is gone past', async (_, body) => {
  const encoder = new RowEncoder(SPECS['plain']);
  const decoded = await new RowDecoder(10, PATIENCE_MS).decode(Buffer.from(body), encoder);
  expect(plain(decoded)).toEqual(plain(encoder.encode([{ price: 1 }], 'data')));
});

test.each([
  ['a number', `{"data":[{"price":1${'7'.repeat(70_000)}}]}`],
  ['a fraction', `{"data":[{"price":0.${'7'.repeat(70_000)}}]}`],
  ['an exponent', `{"data":[{"price":1e${'0'.repeat(70_000)}}]}`],
  ['a number of no feature', `{"data":[{"other":[1${'7'.repeat(70_000)}]}]}`],
  ['space of several kinds', `{"data":[{"price":${' \n'.repeat(600_000)}1}]}`],
])('%s of more than can be gone through at once is refused', async (_, body) => {
  const decoder = new RowDecoder(10, PATIENCE_MS);
  const decode = async (): Promise<unknown> =>
    decoder.decode(Buffer.from(body), new RowEncoder(SPECS['plain']));
  await expect(decode).rejects.toThrow(
    /^The body has more than 65536 digits in a row, or space without end, at byte \d+/,
  );
});

test.each(['"', '["', '{"a":"'])('a value of %s and a text of more than 64 kB', async open => {
  const encoder = new RowEncoder(SPECS['categories and sequences among numbers']);
  const decoder = new RowDecoder(10, PATIENCE_MS);
  const bodyOf = (feature: string): Buffer =>
    Buffer.from(
      `{"data":[{"${feature}":${open}${'a'.repeat(70_000)}"${open === '["' ? ']' : open === '"' ? '' : '}'}}]}`,
    );
  const refused = open === '"' ? 'ctr' : 'age';
  await expect(async () => decoder.decode(bodyOf(refused), encoder)).rejects.toThrow(
    open === '{"a":"' ? 'got an object' : `data[0].${refused}: the text is longer than 65536 bytes`,
  );
  expect((await decoder.decode(bodyOf('unknown'), encoder)).rowCount).toBe(1);
});

test('plain requests do take the quick way, in any order of keys, with further features and gaps', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  expectQuick(encoder, [
    { ctr: 0.1, age: 3, constructor: 4, price: 5, a_feature_with_a_long_name: 6 },
    { price: 0.19352465823520762, ctr: 1e-7, scene: 'home', unknown: 12 },
    [0.1, 2, 3, 4, 5],
    {},
  ]);
});

test('so do null, numbers as texts, booleans, nested values of unknown keys and texts of any letters', () => {
  expectQuick(new RowEncoder(SPECS['plain']), [
    { ctr: null, age: '3', constructor: ' 4', price: true, context: { a: [1, { b: 'c"d' }] } },
    null,
    [null, '2', 3, false, '-1e3'],
    { größe: '大' },
  ]);
  expectQuick(new RowEncoder(SPECS['categories and sequences among numbers']), [
    { ctr: 'é', age: ['é', 5, null, 'a"b'], price: '北京' },
    { ctr: null, age: null },
  ]);
});

test('texts, integers and arrays of them take the quick way, too', () => {
  expectQuick(new RowEncoder(SPECS['categories and sequences among numbers']), [
    { ctr: 'home', age: ['5', 5, 'x'], constructor: 1.5, price: 123456, a_feature_with_a_long_name: [] },
    { price: 'some text', age: [0, 1, 2, 3, 4, 'constructor'], scene: 'home' },
    [-7, [], 1e-3, '', ['a', 'b']],
  ]);
});

test('a model with more features than are remembered is still read right', () => {
  const names = Array.from({ length: 700 }, (_, i) => `feature_with_a_name_long_enough_${i}`);
  const encoder = new RowEncoder({
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: names.map(name => ({ kind: 'numeric', name, default: 0 })),
  });
  const row = Object.fromEntries(names.map((name, i) => [name, i / 7]));
  expectAgreement(new RowScanner(encoder), encoder, Buffer.from(JSON.stringify({ data: [row, row, row] })));
});

test('a row that is too long for the quick way is read all the same', async () => {
  const encoder = new RowEncoder(SPECS['categories and sequences among numbers']);
  const row = {
    ctr: 'home',
    other: Array.from({ length: 200_000 }, (_, i) => ({ i })),
    age: Array.from({ length: 100_000 }, (_, i) => String(i % 7)),
    ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key ${i}`, i])),
  };
  const bytes = Buffer.from(JSON.stringify({ data: [row, row] }));
  expect(new RowScanner(encoder).scan(bytes, ['data'], 10)).toBe('left');
  const decoded = await new RowDecoder(10, PATIENCE_MS).decode(bytes, encoder);
  expect(plain(decoded)).toEqual(plain(encoder.encode([row, row], 'data')));
});

test('more rows than are allowed are refused, by the quick way and by the general one', async () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const decoder = new RowDecoder(2, PATIENCE_MS);
  for (const row of ['{"ctr":1}', '{"ctr":1,"ctr":null}']) {
    const bodyOf = (count: number): Buffer => Buffer.from(`{"data":[${Array(count).fill(row).join(',')}]}`);
    expect((await decoder.decode(bodyOf(2), encoder)).rowCount).toBe(2);
    expect(() => decoder.decode(bodyOf(3), encoder)).toThrow('3 rows, more than 2 (MAX_BATCH_ROWS)');
  }
});

test('a matrix that would be too large is refused before it is made, and the message says how many rows go', async () => {
  const encoder = new RowEncoder({
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: ['a', 'b'].map(name => ({
      kind: 'sequence',
      name,
      coding: { kind: 'hash', buckets: 5 },
      maxLength: 1_000_000,
      pooling: 'mean',
      separator: '|',
    })),
  });
  const decoder = new RowDecoder(1_000, PATIENCE_MS);
  const body = Buffer.from(`{"data":[${Array(9).fill('{}').join(',')}]}`);
  await expect(async () => decoder.decode(body, encoder)).rejects.toThrow(
    'The request has 9 rows of 2000000 values each, more than this service takes at once; split it into requests of at most 8 rows.',
  );
});

describe('what would take long is read in turns', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const bodies: Readonly<Record<string, string>> = {
    'many rows': `{"data":[${Array(40_000).fill('{"ctr":1.5,"age":"2","price":null}').join(',')}]}`,
    'many rows the general way': `{"data":[${Array(20_000).fill('{"ctr":1.5,"ctr":2}').join(',')}]}`,
    'an unknown value': `{"other":[${Array(400_000).fill('[]').join(',')}],"data":[{}]}`,
    'many keys': `{"data":[{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":${i}`).join(',')}}]}`,
  };

  test.each(Object.keys(bodies))('%s', async name => {
    const bytes = Buffer.from(bodies[name]);
    const decoded = new RowDecoder(50_000, PATIENCE_MS).decode(bytes, encoder);
    expect(decoded).toBeInstanceOf(Promise);
    expect(plain(await decoded)).toEqual(plain(encoder.encode(JSON.parse(bodies[name]).data, 'data')));
  });

  test('several at once do not get into each other’s way', async () => {
    const decoder = new RowDecoder(50_000, PATIENCE_MS);
    const decodeAll = (): unknown[] =>
      Object.values(bodies).map(text => decoder.decode(Buffer.from(text), encoder));
    const decoded = await Promise.all([...decodeAll(), ...decodeAll()]);
    expect(decoded.map(rows => Object(rows).rowCount)).toEqual([40_000, 20_000, 1, 1, 40_000, 20_000, 1, 1]);
  });

  test('a request whose turns come too late is given up', async () => {
    const decoded = new RowDecoder(50_000, 0).decode(Buffer.from(bodies['many rows']), encoder);
    await expect(decoded).rejects.toThrow('The request waited too long to be decoded (REQUEST_TIMEOUT_MS).');
  });
});

const PATIENCE_MS = 60_000;

function expectQuick(encoder: RowEncoder, rows: readonly unknown[]): void {
  const scanner = new RowScanner(encoder);
  for (const row of rows) {
    const bytes = Buffer.from(JSON.stringify({ data: [row, row] }, null, 2));
    expect(scanner.scan(bytes, ['data'], 10)).not.toBe('left');
    expectAgreement(scanner, encoder, bytes);
  }
}

/** Expects of both ways to read a body, and of both endpoints, what JSON.parse and the encoder give. */
function expectAgreement(scanner: RowScanner, encoder: RowEncoder, bytes: Buffer): void {
  for (const form of [PREDICTIONS_FORM, PREDICT_FORM]) {
    const expected = outcome(() => reference(bytes, form.listKeys, encoder));
    const general = outcome(() => readAtOnce(bytes, form, encoder));
    if (expected === 'no JSON') expect(general).toMatch(/^The body is (not valid JSON: |empty)/);
    else expect(general).toEqual(expected);
    let quick = scanner.scan(bytes, form.listKeys, 1_000);
    while (quick === 'paused') quick = scanner.resume();
    if (quick !== 'left') expect(plain(quick)).toEqual(general);
  }
}

function readAtOnce(bytes: Buffer, form: typeof PREDICT_FORM, encoder: RowEncoder): EncodedRows {
  const reading = readRows(bytes, form, encoder, 1_000, new SliceClock(() => 0));
  const step = reading.next();
  if (!step.done) throw new Error('It paused, though no time had passed.');
  return step.value;
}

/** What a request means, said with JSON.parse. */
function reference(bytes: Buffer, keys: readonly string[], encoder: RowEncoder): EncodedRows {
  let request: unknown;
  try {
    request = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Error('no JSON');
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new Error('The body must be a JSON object.');
  }
  const members = new Map<string, unknown>(Object.entries(request));
  for (const key of keys) {
    const rows = members.get(key) ?? [];
    if (!Array.isArray(rows)) throw new Error(`${key} must be an array of rows.`);
    if (rows.length > 0) return encoder.encode(rows, key);
  }
  throw new Error((keys.length === 1 ? PREDICTIONS_FORM : PREDICT_FORM).whenEmpty);
}

/** The rows, or the message with which they are refused. */
function outcome(read: () => EncodedRows): unknown {
  let rows: EncodedRows;
  try {
    rows = read();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
  return plain(rows);
}

function plain({ values, rowCount, missing, invalid, unknown, unknownRows }: EncodedRows): unknown {
  return {
    values: [...values],
    rowCount,
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknown: unknown && [...unknown],
    unknownRows,
  };
}

describe('requests that are decoded in slices', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const manyRows = (row: string): Buffer => Buffer.from(`{"data":[${Array(50_000).fill(row).join()}]}`);
  const row = `{${NAMES.map((name, i) => `"${name}":${i}.5`).join()}}`;

  test('come one after another, in their order, whether or not those before them can be read', async () => {
    const decoder = new RowDecoder(50_000, 60_000);
    const ended: string[] = [];
    const outcomes = [manyRows(row), Buffer.concat([manyRows(row), Buffer.from('x')]), manyRows(row)].map(
      async (body, i) => {
        try {
          const { rowCount } = await decoder.decode(body, encoder);
          ended.push(`${i}: ${rowCount} rows`);
        } catch (error) {
          ended.push(`${i}: ${error instanceof Error ? error.name : ''}`);
        }
      },
    );
    await Promise.all(outcomes);
    expect(ended).toEqual(['0: 50000 rows', '1: BadRequest', '2: 50000 rows']);
  });

  test('wait no longer than they may', async () => {
    const decoder = new RowDecoder(50_000, 0);
    await expect(decoder.decode(manyRows(row), encoder)).rejects.toThrow(
      'The request waited too long to be decoded (REQUEST_TIMEOUT_MS).',
    );
  });
});
