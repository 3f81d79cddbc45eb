// Draws masks of a dropout, float32 of 1 and 0, by xoshiro128** (Blackman and Vigna, 2018): a word of the generator is 32
// values, or each binary digit of a share takes one.

const SHARE_BITS: i32 = 8;
const SHARE_UNIT: u32 = 256;
const WORDS_VALUES: i32 = 32;
const LANES: i32 = 4;
const VECTOR_BYTES: usize = 16;

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

function next(): u32 {
  const result = rotl<u32>(b * 5, 7) * 9;
  const shifted = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= shifted;
  d = rotl<u32>(d, 11);
  return result;
}

/** 32 bits, each 1 with probability `kept`/256: from the lowest digit of the share to the highest, a 1 takes what is there or'ed with fair bits, a 0 and'ed. */
function drawBits(kept: u32): u32 {
  if (kept === SHARE_UNIT) return 0xffff_ffff;
  let bits: u32 = 0;
  for (let digit = kept === 0 ? SHARE_BITS : <i32>ctz<u32>(kept); digit < SHARE_BITS; digit++) {
    const fair = next();
    bits = ((kept >> digit) & 1) === 1 ? bits | fair : bits & fair;
  }
  return bits;
}

/**
 * Draws from the state `first … fourth` on, which is not all zero.
 *
 * @param mask - float32 [32 · words], written: the lowest bit of a word first
 * @param kept - in 256th
 */
export function draw(
  mask: usize,
  words: i32,
  kept: u32,
  first: u32,
  second: u32,
  third: u32,
  fourth: u32,
): void {
  a = first;
  b = second;
  c = third;
  d = fourth;
  const places = i32x4(1, 2, 4, 8);
  const one = f32x4.splat(1);
  let at = mask;
  for (let word = 0; word < words; word++) {
    let bits = i32x4.splat(drawBits(kept));
    for (let i = 0; i < WORDS_VALUES; i += LANES) {
      const isKept = i32x4.eq(v128.and(bits, places), places);
      v128.store(at, v128.and(isKept, one));
      bits = i32x4.shr_u(bits, LANES);
      at += VECTOR_BYTES;
    }
  }
}
