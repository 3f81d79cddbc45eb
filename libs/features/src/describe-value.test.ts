import { describeValue } from './describe-value';

test.each([
  [null, 'null'],
  [undefined, 'nothing'],
  [[1, 2], 'an array'],
  [{ a: 1 }, 'an object'],
  [true, 'true'],
  [1.5, '1.5'],
  ['abc', '"abc"'],
])('%j is described as %s', (value, description) => {
  expect(describeValue(value)).toBe(description);
});

test('text stays on one line, whatever it holds', () => {
  expect(describeValue('a\nb\r"c"')).toBe(String.raw`"a\nb\r\"c\""`);
});

test('long text is cut', () => {
  expect(describeValue('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(39)}…"`);
});

test('nothing in it can move a cursor or reorder a line', () => {
  expect(describeValue('\u001b[2J\u202e\u2028')).toBe('"\\u001b[2J\\u202e\\u2028"');
});
