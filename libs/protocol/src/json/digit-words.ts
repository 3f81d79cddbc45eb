/** Whether all four bytes of a word are digits: each is 0x3_ and stays so when 6 is added. */
export function isFourDigits(word: number): boolean {
  return (word & 0xf0f0f0f0) === 0x30303030 && ((word + 0x06060606) & 0xf0f0f0f0) === 0x30303030;
}

/** The number that four digits in a little-endian word mean: first in pairs, then the two pairs. */
export function fourDigits(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}

/** Digits of a number below 10,000 without its leading zeros. */
export function significantDigits(four: number): number {
  if (four >= 1_000) return 4;
  if (four >= 100) return 3;
  if (four >= 10) return 2;
  return four > 0 ? 1 : 0;
}
