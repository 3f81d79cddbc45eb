import { PURPOSES } from './purposes';
import { RandomStream } from './random-stream';

const SHARE_BITS = 8;
const SHARE_UNIT = 2 ** SHARE_BITS;

/** The share that a dropout keeps: `1 − rate` in steps of 1/256, which masks hold exactly. */
export function keptShare(rate: number): number {
  return (SHARE_UNIT - Math.round(rate * SHARE_UNIT)) / SHARE_UNIT;
}

/** The same in 256th. */
export function kept256th(rate: number): number {
  return keptShare(rate) * SHARE_UNIT;
}

/** Room for a mask of `size` values: masks are drawn 32 values at a time. */
export function allocateMask(size: number): Float64Array {
  return new Float64Array(Math.ceil(size / 32) * 4);
}

/** Which of the masks of a training is meant. */
export interface MaskPlace {
  readonly seed: number;
  readonly step: number;
  /** Index of the dropout in the network. */
  readonly call: number;
}

/** The random numbers of a mask. */
export function maskStream({ seed, step, call }: MaskPlace): RandomStream {
  return new RandomStream(seed, PURPOSES.dropout, step, call);
}

/** Bit i of the index as byte i, eight bytes read as one double (never a NaN, since no exponent is all ones). */
const BYTES_OF_BITS = new Float64Array(
  Uint8Array.from({ length: 256 * 8 }, (_, i) => ((i >> 3) >> (i & 7)) & 1).buffer,
);

/**
 * Draws a mask of bytes, 1 with probability `keptShare(rate)`, else 0, filling all of `mask`. It follows from the
 * place alone.
 */
export function drawMask(mask: Float64Array, rate: number, place: MaskPlace): void {
  const random = maskStream(place);
  const kept = kept256th(rate);
  for (let i = 0; i < mask.length; i += 4) {
    const bits = drawBits(random, kept);
    mask[i] = BYTES_OF_BITS[bits & 255];
    mask[i + 1] = BYTES_OF_BITS[(bits >>> 8) & 255];
    mask[i + 2] = BYTES_OF_BITS[(bits >>> 16) & 255];
    mask[i + 3] = BYTES_OF_BITS[bits >>> 24];
  }
}

/**
 * 32 bits at once, each 1 with probability `kept`/256: from the lowest binary digit of the share to the highest, a
 * 1 takes the bits or'ed with fair ones, (p + 1)/2, and a 0 those and'ed with fair ones, p/2. A share of one half
 * needs a single word.
 */
function drawBits(random: RandomStream, kept: number): number {
  if (kept === SHARE_UNIT) return -1;
  let bits = 0;
  // Zeros below the lowest 1 would take bits of which there are none.
  const lowest = 31 - Math.clz32(kept & -kept);
  for (let digit = kept === 0 ? SHARE_BITS : lowest; digit < SHARE_BITS; digit++) {
    const one = ((kept >> digit) & 1) === 1;
    const fair = random.nextUint32();
    bits = one ? bits | fair : bits & fair;
  }
  return bits;
}
