import { quoted } from './quoted';

test.each([
  ['xgb', '"xgb"'],
  ['a"b', '"a\\"b"'],
  ['a\nb', '"a\\nb"'],
  ['x'.repeat(61), `"${'x'.repeat(59)}…"`],
])('%j is quoted as %s', (text, shown) => {
  expect(quoted(text)).toBe(shown);
});
