import fc from 'fast-check';
import { readAtOnce } from '../../../testing/read-at-once';
import { BadRequest } from '../../errors';
import { JsonCursor } from '../../json/json-cursor';
import type { Datatype, Elements } from '../tensor';
import { readData } from './read-data';

// Long lists, so that most of their numbers are read many at a time and some are not.

const COLUMNS = 3;

function read(text: string, datatype: Datatype, shape: readonly number[]): Elements {
  const cursor = new JsonCursor();
  const bytes = Buffer.from(text);
  cursor.open(bytes);
  return readAtOnce(clock =>
    readData({ cursor, start: 0, end: bytes.length, datatype, shape, place: 'data' }, clock),
  );
}

function valuesOf(elements: Elements): readonly unknown[] {
  return elements.kind === 'bytes' ? [] : Array.from<unknown>(elements.values);
}

/** Flat or as rows, with space in between or not. */
function listText(texts: readonly string[], isNested: boolean, space: string): string {
  if (!isNested) return `[${texts.join(`${space},`)}]`;
  const rows = Array.from({ length: texts.length / COLUMNS }, (_, row) =>
    texts.slice(row * COLUMNS, (row + 1) * COLUMNS).join(','),
  );
  return `[${rows.map(row => `[${row}]`).join(`,${space}`)}]`;
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -99, max: 99 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1e300', '0.12345678901234567890123', '-0', '123456789012345678901', '5e-320'),
  },
);
const integer = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('9007199254740993', '-9223372036854775808', '9223372036854775807'),
  },
);
const many = (element: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(element, { minLength: 300, maxLength: 300 });
const form = fc.record({ isNested: fc.boolean(), space: fc.constantFrom('', ' ', '\n ') });

test.each([
  ['FP64', (text: string) => Number(text)],
  ['FP32', (text: string) => Math.fround(Number(text))],
] as const)('%s is what JSON.parse has, in its precision', (datatype, expected) => {
  fc.assert(
    fc.property(many(number), form, (texts, { isNested, space }) => {
      const elements = read(listText(texts, isNested, space), datatype, [100, COLUMNS]);
      expect(valuesOf(elements)).toEqual(texts.map(expected));
    }),
    { numRuns: 60 },
  );
});

test('INT64 is exact', () => {
  fc.assert(
    fc.property(many(integer), form, (texts, { isNested, space }) => {
      const elements = read(listText(texts, isNested, space), 'INT64', [100, COLUMNS]);
      expect(valuesOf(elements)).toEqual(texts.map(BigInt));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['INT8', '200', 'an integer from -128 to 127 (INT8)'],
  ['INT32', '1.5', 'an integer from -2^31 to 2^31-1 (INT32)'],
  ['UINT64', '-1', 'an integer from 0 to 2^64-1 (UINT64)'],
  ['INT64', '1e30', 'an integer from -2^63 to 2^63-1 (INT64)'],
  ['FP32', '"x"', 'a number (FP32)'],
  ['FP64', 'null', 'a number (FP64)'],
] as const)('of %s %s is no element, wherever it stands', (datatype, odd, expected) => {
  for (const at of [0, 1, 150, 299]) {
    const texts = Array.from({ length: 300 }, (_, i) => (i === at ? odd : String(i % 100)));
    for (const isNested of [false, true]) {
      expect(() => read(listText(texts, isNested, ''), datatype, [100, COLUMNS])).toThrow(
        new BadRequest(`data[${at}]: expected ${expected}, got ${odd}.`),
      );
    }
  }
});

test('more and fewer elements than the shape has are told from one another', () => {
  const text = listText(Array<string>(300).fill('0.5'), false, '');
  expect(() => read(text, 'FP32', [99, COLUMNS])).toThrow('data has more than the 297 elements');
  expect(() => read(text, 'FP32', [101, COLUMNS])).toThrow('data has fewer than the 303 elements');
});
