import * as fc from 'fast-check';
import { anyCharacter } from '../testing/characters';
import { cut, escapeControls, oneLine } from './one-line';

test.each([
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\u0000\u007f\u009fb', 'a\\u0000\\u007f\\u009fb'],
  ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['\u202eabc\u2066', '\\u202eabc\\u2066'],
  ['\ud800', '\\ud800'],
  ['中文 😀 é', '中文 😀 é'],
])('%j is shown as %j', (text, shown) => {
  expect(escapeControls(text)).toBe(shown);
});

test('whatever a message quotes, it is one line of at most 300 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 700 }), text => {
      const line = oneLine(text);
      expect(line.length).toBeLessThanOrEqual(300);
      expect(line).toMatch(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u);
      expect(oneLine(line)).toBe(line);
    }),
  );
});

test('a short message stays as it is, a long one ends with an ellipsis', () => {
  expect(oneLine('x'.repeat(300))).toBe('x'.repeat(300));
  expect(oneLine('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
});

test('characters of two halves are not cut in the middle', () => {
  expect(cut('ab😀cd', 4)).toBe('ab…');
  expect(cut('ab😀cd', 5)).toBe('ab😀…');
});
