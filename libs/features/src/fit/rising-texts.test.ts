import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { risingTexts } from './rising-texts';

const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('\0', '\uffff', '0'), maxLength: 6 }),
  fc.nat(1_000).map(String),
);

test('texts are in the order in which they are sorted one by one', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), texts => {
      const sorted = [...texts.keys()].sort((a, b) =>
        texts[a] === texts[b] ? a - b : texts[a] < texts[b] ? -1 : 1,
      );
      expect([...risingTexts(texts)]).toEqual(sorted);
    }),
  );
});

test('many texts with the same beginning are told apart behind it', () => {
  const texts = Array.from({ length: 3_000 }, (_, i) => `customer number ${(i * 7_919) % 3_001}`);
  expect(Array.from(risingTexts(texts), i => texts[i])).toEqual([...texts].sort());
});
