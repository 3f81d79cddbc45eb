import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { asciiString } from './ascii-string';

test('any text comes back, and all of it is printable ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), text => {
      expect(asciiString(text)).toMatch(/^[ -~]*$/);
      expect(JSON.parse(asciiString(text))).toBe(text);
    }),
  );
});

test.each(['', 'item-5', 'a b', '"', '\\', '\u007f', '\n', '中', '\ud800'])('%j', text => {
  expect(JSON.parse(asciiString(text))).toBe(text);
  expect(asciiString(text)).toMatch(/^[ -~]*$/);
});
