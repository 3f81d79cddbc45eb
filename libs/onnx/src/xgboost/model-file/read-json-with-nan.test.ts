import fc from 'fast-check';
import { readJsonWithNan } from './read-json-with-nan';

test('the bare words for what is no finite number are read', () => {
  expect(readJsonWithNan('[NaN, Infinity, -Infinity, 1]')).toEqual([null, Infinity, -Infinity, 1]);
});

test('the same words inside texts stay texts', () => {
  const text = '{"NaN": NaN, "a \\"NaN\\" b\\\\": "-Infinity", "c": ["\\u004eaN"]}';
  expect(readJsonWithNan(text)).toEqual({ NaN: null, 'a "NaN" b\\': '-Infinity', c: ['NaN'] });
});

test('ordinary JSON is read as ever, with a word anywhere or not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const standard: unknown = JSON.parse(JSON.stringify(value));
      expect(readJsonWithNan(JSON.stringify(value))).toEqual(standard);
      expect(readJsonWithNan(`[NaN, ${JSON.stringify(value)}]`)).toEqual([null, standard]);
    }),
  );
});

test('a text of a million characters is no trouble', () => {
  const long = 'x\\"'.repeat(500_000);
  expect(readJsonWithNan(`{"long": "${long}", "n": NaN}`)).toEqual({ long: 'x"'.repeat(500_000), n: null });
});

test('what is no JSON even so is a syntax error', () => {
  expect(() => readJsonWithNan('{"a": NaN')).toThrow(SyntaxError);
  expect(() => readJsonWithNan('{"a": nan}')).toThrow(SyntaxError);
});
