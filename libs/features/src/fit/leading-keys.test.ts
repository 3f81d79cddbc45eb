import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { leadingKeys } from './leading-keys';

const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('\0', '\uffff', '0'), maxLength: 6 }),
  fc.nat(1_000).map(String),
);

test('keys never contradict the order of texts, and those of short ones tell them apart', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), texts => {
      const keys = leadingKeys(texts);
      texts.forEach((a, i) =>
        texts.forEach((b, j) => {
          if (keys[i] < keys[j]) expect(a < b).toBe(true);
          if (keys[i] === keys[j]) expect(a.slice(0, 3)).toBe(b.slice(0, 3));
        }),
      );
    }),
  );
});

test('numbers of few digits need no second look', () => {
  const texts = Array.from({ length: 1_000 }, (_, i) => String(i * 104_729));
  const keys = leadingKeys(texts);
  const byKeys = [...keys.keys()].sort((a, b) => keys[a] - keys[b]).map(i => texts[i]);
  expect(byKeys).toEqual(texts.toSorted());
  expect(new Set(keys).size).toBe(texts.length);
});
