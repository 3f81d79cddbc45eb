/**
 * What texts are made of in tests, as `fc.string({ unit })` takes it. The units of fast-check for this, 'binary' and
 * 'grapheme', list all of Unicode once in every test file, for a second and a hundred megabytes.
 */
import * as fc from 'fast-check';

const LAST_CODE_POINT = 0x10ffff;
/** The halves of pairs, which are no characters by themselves. */
const SURROGATES = { first: 0xd800, count: 0x800 };
const SPACE = 0x20;
/** Behind it nothing can be seen. */
const LAST_IDEOGRAPH = 0x323af;
const GRAPHIC = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]$/u;

/** Any character of Unicode, also one that cannot be seen or that nobody has given a meaning yet. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(LAST_CODE_POINT - SURROGATES.count).map(
  place => String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.count),
  text => {
    const codePoint = codePointOf(text);
    return codePoint < SURROGATES.first ? codePoint : codePoint - SURROGATES.count;
  },
);

/** A character that is seen, also one written as several, such as a letter and its accent. */
export const seenCharacter: fc.Arbitrary<string> = fc
  .tuple(
    fc
      .integer({ min: SPACE, max: LAST_IDEOGRAPH })
      .map(codePoint => String.fromCodePoint(codePoint), codePointOf)
      .filter(text => GRAPHIC.test(text)),
    fc.boolean(),
  )
  .map(
    ([text, isDecomposed]): string => (isDecomposed ? text.normalize('NFD') : text),
    (text): [string, boolean] => {
      if (typeof text !== 'string') throw new Error('This is no text.');
      const composed = text.normalize('NFC');
      return [composed, composed !== text];
    },
  );

function codePointOf(text: unknown): number {
  const codePoint = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (codePoint === undefined || text !== String.fromCodePoint(codePoint) || isSurrogate(codePoint)) {
    throw new Error('This is not one character.');
  }
  return codePoint;
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= SURROGATES.first && codePoint < SURROGATES.first + SURROGATES.count;
}
