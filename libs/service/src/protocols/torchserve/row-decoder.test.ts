import * as fc from 'fast-check';
import {
  RowEncoder,
  type CategoryCoding,
  type EncodedRows,
  type Feature,
  type FeatureSpec,
} from '@reckit/features';
import { decodePredictions, RowScanner } from '@reckit/protocol';
import { RowDecoder } from './row-decoder';

const NAMES = ['ctr', 'age', 'constructor', 'price', 'a_feature_with_a_long_name'];

const VOCABULARY: CategoryCoding = {
  kind: 'vocabulary',
  minCount: 1,
  values: ['home', '5', '0', '-7', '1e5', '999999999999999', '9007199254740991', 'é', 'constructor'],
};

const MIXED: readonly Feature[] = [
  { kind: 'categorical', name: 'ctr', coding: VOCABULARY, default: 'home' },
  { kind: 'sequence', name: 'age', coding: VOCABULARY, maxLength: 3, pooling: 'mean', separator: '|' },
  { kind: 'numeric', name: 'constructor', default: 1.5, log: true, scaling: { mean: 0, std: 2 } },
  { kind: 'categorical', name: 'price', coding: { kind: 'hash', buckets: 1000 }, default: null },
  {
    kind: 'sequence',
    name: 'a_feature_with_a_long_name',
    coding: { kind: 'hash', buckets: 3 },
    maxLength: 1,
    pooling: 'sum',
    separator: '|',
  },
];

const SPECS: Readonly<Record<string, FeatureSpec>> = {
  plain: {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: NAMES.map(name => ({ kind: 'numeric', name, default: 0 })),
  },
  'scaled, our precision': {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: i === 1 ? 'missing' : 1.5,
      clip: { min: -1e6, max: 1e6 },
      scaling: { mean: 0.1 * i, std: 0.3 + i },
    })),
  },
  'scaled, the precision of Python': {
    rawPrecision: 'float64',
    scaledBy: 'host',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: 0,
      scaling: { mean: 0.1 * i, std: 0.3 + i },
    })),
  },
  'scaled by the graph': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: NAMES.map((name, i) => ({
      kind: 'numeric',
      name,
      default: 1.5,
      log: i % 2 === 0,
      scaling: { mean: 0.1 * i, std: 1e-3 },
    })),
  },
  'categories and sequences among numbers': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED,
  },
  'categories in the canonical form, with words and numbers for gaps': {
    rawPrecision: 'float32',
    scaledBy: 'graph',
    features: MIXED,
    categoryForm: 2,
    missing: ['NA', '0', '-7', 'x'],
  },
  'categories as codes': {
    rawPrecision: 'float32',
    scaledBy: 'host',
    features: MIXED.filter(({ kind }) => kind !== 'sequence'),
    categoryForm: 2,
    categoryIds: 'codes',
  },
};

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
    { weight: 6, arbitrary: objectRow(features) },
    { weight: 1, arbitrary: arrayRow(features) },
  );
  return fc
    .tuple(fc.array(row, { maxLength: 6 }), space)
    .map(([rows, gap]) => `${gap}{"data":${gap}[${rows.join(',')}]${gap}}${gap}`);
}

describe.each(Object.entries(SPECS))('features %s', (_name, spec) => {
  const encoder = new RowEncoder(spec);
  const scanner = new RowScanner(encoder);
  const body = bodyOf(spec);

  test('what is scanned quickly is what the general decoder gives', () => {
    fc.assert(
      fc.property(body, text => expectAgreement(scanner, encoder, Buffer.from(text))),
      { numRuns: 2_000 },
    );
  });

  test('damaged bodies are never scanned to something else', () => {
    const damaged = fc
      .tuple(
        body,
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '0', '.', 'e', '-', ' ', '\\', '\u00e9'),
        fc.nat({ max: 2 }),
      )
      .map(([text, at, insert, cut]) => {
        const position = at % (text.length + 1);
        return text.slice(0, position) + insert + text.slice(position + cut);
      });
    fc.assert(
      fc.property(damaged, text => expectAgreement(scanner, encoder, Buffer.from(text))),
      { numRuns: 2_000 },
    );
  });
});

test('plain requests do take the quick way, in any order of keys, with further features and gaps', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const scanner = new RowScanner(encoder);
  for (const row of [
    { ctr: 0.1, age: 3, constructor: 4, price: 5, a_feature_with_a_long_name: 6 },
    { price: 0.19352465823520762, ctr: 1e-7, scene: 'home', unknown: 12 },
    [0.1, 2, 3, 4, 5],
    {},
  ]) {
    const bytes = Buffer.from(JSON.stringify({ data: [row, row] }, null, 2));
    const scanned = scanner.scan(bytes, 'data', 10);
    expect(scanned).not.toBeNull();
    expectAgreement(scanner, encoder, bytes);
  }
});

test('texts, integers and arrays of them take the quick way, too', () => {
  const encoder = new RowEncoder(SPECS['categories and sequences among numbers']);
  const scanner = new RowScanner(encoder);
  for (const row of [
    { ctr: 'home', age: ['5', 5, 'x'], constructor: 1.5, price: 123456, a_feature_with_a_long_name: [] },
    { price: 'some text', age: [0, 1, 2, 3, 4, 'constructor'], scene: 'home' },
    [-7, [], 1e-3, '', ['a', 'b']],
  ]) {
    const bytes = Buffer.from(JSON.stringify({ data: [row, row] }, null, 2));
    expect(scanner.scan(bytes, 'data', 10)).not.toBeNull();
    expectAgreement(scanner, encoder, bytes);
  }
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

test('more rows than are allowed are refused, by the quick way and by the general one', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const decoder = new RowDecoder(2);
  for (const row of ['{"ctr":1}', '{"ctr":null}']) {
    const bodyOf = (count: number): Buffer => Buffer.from(`{"data":[${Array(count).fill(row).join(',')}]}`);
    expect(decoder.decode('predictions', bodyOf(2), encoder).rowCount).toBe(2);
    expect(() => decoder.decode('predictions', bodyOf(3), encoder)).toThrow(
      '3 rows, more than 2 (MAX_BATCH_ROWS)',
    );
  }
});

function expectAgreement(scanner: RowScanner, encoder: RowEncoder, bytes: Buffer): void {
  const quick = scanner.scan(bytes, 'data', 1_000);
  if (quick === null) return;
  const { rows, path } = decodePredictions(bytes);
  expect(plain(quick)).toEqual(plain(encoder.encode(rows, path)));
}

function plain({ values, rowCount, missing, invalid, unknown }: EncodedRows): unknown {
  return {
    values: [...values],
    rowCount,
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknown: unknown && [...unknown],
  };
}
