// Draws masks of a dropout, a bit a value, by xoshiro128** (Blackman and Vigna, 2018): a word of the generator is 32 values,
// or each binary digit of a share takes one.

const SHARE_BITS: i32 = 8;
const SHARE_UNIT: u32 = 256;
const ALL_BITS: u32 = 0xffff_ffff;
const WORD_BYTES: usize = 128;

/** The bits of a word in turn. Constants of vectors would be made anew for each use. */
// prettier-ignore
export const PLACES = memory.data<i32>([
  1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7,
  1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15,
  1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21, 1 << 22, 1 << 23,
  1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30, 1 << 31,
]);
export const ONE = memory.data<f32>([1]);

/**
 * Draws from the state `a … d` on, which is not all zero.
 *
 * @param mask - 32 bits [words], written: the value that comes first is the lowest bit of a word
 * @param kept - in 256th
 */
export function draw(mask: usize, words: i32, kept: u32, a: u32, b: u32, c: u32, d: u32): void {
  const lowestDigit = kept === 0 ? SHARE_BITS : <i32>ctz<u32>(kept);
  for (; words > 0; words--) {
    // Each bit is 1 with probability `kept`/256: from the lowest digit of the share to the highest, a 1 takes what is there
    // or'ed with fair bits, a 0 and'ed.
    let bits = kept === SHARE_UNIT ? ALL_BITS : 0;
    for (let digit = lowestDigit; digit < SHARE_BITS; digit++) {
      const fair = rotl<u32>(b * 5, 7) * 9;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      bits = ((kept >> digit) & 1) === 1 ? bits | fair : bits & fair;
    }
    store<u32>(mask, bits);
    mask += sizeof<u32>();
  }
}

/**
 * Spreads the bits of a mask out.
 *
 * @param out - float32 [32 · words], 1 for each bit that is set and 0 for the others
 */
export function spread(out: usize, mask: usize, words: i32): void {
  const one = v128.load_splat<f32>(ONE);
  for (; words > 0; words--) {
    const word = v128.load_splat<u32>(mask);
    v128.store(out, onesAt(word, v128.load(PLACES), one));
    v128.store(out, onesAt(word, v128.load(PLACES, 16), one), 16);
    v128.store(out, onesAt(word, v128.load(PLACES, 32), one), 32);
    v128.store(out, onesAt(word, v128.load(PLACES, 48), one), 48);
    v128.store(out, onesAt(word, v128.load(PLACES, 64), one), 64);
    v128.store(out, onesAt(word, v128.load(PLACES, 80), one), 80);
    v128.store(out, onesAt(word, v128.load(PLACES, 96), one), 96);
    v128.store(out, onesAt(word, v128.load(PLACES, 112), one), 112);
    mask += sizeof<u32>();
    out += WORD_BYTES;
  }
}

/** 1 in the lanes whose bit is set, 0 in the others. */
function onesAt(bits: v128, places: v128, one: v128): v128 {
  return v128.and(i32x4.eq(v128.and(bits, places), places), one);
}
