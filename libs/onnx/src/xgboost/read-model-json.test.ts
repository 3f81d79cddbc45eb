import * as fc from 'fast-check';
import { readModelJson } from './read-model-json';

/** Lists of numbers as lists, and objects with the prototype of others. */
function asParsed(value: unknown): unknown {
  if (value instanceof Float64Array) return [...value];
  if (Array.isArray(value)) return value.map(asParsed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asParsed(each)]));
}

const read = (text: string): unknown => asParsed(readModelJson(Buffer.from(text)));

test('whatever JSON there is, it is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(3), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent);
      expect(read(spaced)).toEqual(JSON.parse(spaced));
    }),
    { numRuns: 500 },
  );
});

test('every number is the one that JSON.parse reads, to the last bit', () => {
  const decimal = fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 20 }))
    .map(([value, digits]) => value.toExponential(digits).replace('e', 'E'));
  const number = fc.oneof(
    decimal,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.float({ noNaN: true, noDefaultInfinity: true }).map(value => value.toExponential(8)),
    fc.integer().map(String),
    fc.constantFrom(
      '-0',
      '0',
      '0.0E0',
      '1E+22',
      '1e-22',
      '1e23',
      '12345678901234567890',
      '9007199254740993',
      '5E-324',
    ),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), numbers => {
      const text = `[${numbers.join(',')}]`;
      expect(read(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('lists longer than any before, and none of what nobody asks for', () => {
  const numbers = Array.from({ length: 10_000 }, (_, i) => i - 5_000.5);
  const text = JSON.stringify({
    a: [1],
    parents: [1, 2],
    split_conditions: numbers,
    loss_changes: [],
    b: 'x',
  });
  expect(read(text)).toEqual({ a: [1], split_conditions: numbers, b: 'x' });
});

test('the bare words of XGBoost are read, in lists and elsewhere', () => {
  expect(read('{"a":[1,NaN,-Infinity],"b":Infinity}')).toEqual({ a: [1, null, -Infinity], b: Infinity });
});

test('a name that other objects inherit is a name', () => {
  expect(
    Object.getOwnPropertyDescriptor(readModelJson(Buffer.from('{"__proto__":[1,2]}')), '__proto__')?.value,
  ).toEqual(Float64Array.of(1, 2));
});

test.each([
  '',
  '{',
  '[1,2',
  '[1,]',
  '{"a":1,}',
  '[01]',
  '[1.]',
  '[.5]',
  '[1e]',
  '[-]',
  '"a',
  '{"a" 1}',
  '1 2',
  '{"parents":[1,2',
])('what is no JSON is refused: %s', text => {
  expect(() => readModelJson(Buffer.from(text))).toThrow(SyntaxError);
});

test('bytes that are no UTF-8 are refused', () => {
  expect(() => readModelJson(Buffer.of(0x22, 0xff, 0x22))).toThrow('not valid for encoding utf-8');
});
