// The passes of a layer whose units are rectified and dropped out: forward, and back with the gradient of its bias.
import { COLUMN_BLOCK, sum } from './axis-folds';
import { ONE, PLACES } from './dropout-masks';
import { withoutVanishing } from './vanishing';

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;

/**
 * `max(input + bias, 0) * mask`; NaN stays.
 *
 * @param out - float32 [rows, columns], as is `input`, which may be the same
 * @param bias - float32 [columns], or 0 for none
 * @param mask - float32 [rows, columns], or 0 for none
 */
export function rectify(out: usize, input: usize, bias: usize, mask: usize, rows: i32, columns: i32): void {
  if (bias === 0) {
    if (mask === 0) rectifyRow(out, input, 0, 0, rows * columns, false, false);
    else rectifyRow(out, input, 0, mask, rows * columns, false, true);
    return;
  }
  const bytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    if (mask === 0) {
      rectifyRow(out, input, bias, 0, columns, true, false);
    } else {
      rectifyRow(out, input, bias, mask, columns, true, true);
      mask += bytes;
    }
    out += bytes;
    input += bytes;
  }
}

@inline
function rectifyRow(
  out: usize,
  input: usize,
  bias: usize,
  mask: usize,
  count: i32,
  hasBias: bool,
  hasMask: bool,
): void {
  const zero = f32x4.splat(0);
  for (; count >= BLOCK; count -= BLOCK) {
    let a = v128.load(input);
    let b = v128.load(input, 16);
    let c = v128.load(input, 32);
    let d = v128.load(input, 48);
    if (hasBias) {
      a = f32x4.add(a, v128.load(bias));
      b = f32x4.add(b, v128.load(bias, 16));
      c = f32x4.add(c, v128.load(bias, 32));
      d = f32x4.add(d, v128.load(bias, 48));
      bias += BLOCK_BYTES;
    }
    a = f32x4.pmax(a, zero);
    b = f32x4.pmax(b, zero);
    c = f32x4.pmax(c, zero);
    d = f32x4.pmax(d, zero);
    if (hasMask) {
      a = f32x4.mul(a, v128.load(mask));
      b = f32x4.mul(b, v128.load(mask, 16));
      c = f32x4.mul(c, v128.load(mask, 32));
      d = f32x4.mul(d, v128.load(mask, 48));
      mask += BLOCK_BYTES;
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    out += BLOCK_BYTES;
    input += BLOCK_BYTES;
  }
  for (; count >= LANES; count -= LANES) {
    let a = v128.load(input);
    if (hasBias) {
      a = f32x4.add(a, v128.load(bias));
      bias += VECTOR_BYTES;
    }
    a = f32x4.pmax(a, zero);
    if (hasMask) {
      a = f32x4.mul(a, v128.load(mask));
      mask += VECTOR_BYTES;
    }
    v128.store(out, a);
    out += VECTOR_BYTES;
    input += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    let a = v128.load_zero<f32>(input);
    if (hasBias) {
      a = f32x4.add(a, v128.load_zero<f32>(bias));
      bias += WORD_BYTES;
    }
    a = f32x4.pmax(a, zero);
    if (hasMask) {
      a = f32x4.mul(a, v128.load_zero<f32>(mask));
      mask += WORD_BYTES;
    }
    v128.store_lane<f32>(out, a, 0);
    out += WORD_BYTES;
    input += WORD_BYTES;
  }
}

/**
 * As `rectify`, with a mask of bits.
 *
 * @param mask - a bit for each number, from the lowest of the first byte on; up to three bytes behind it are read
 */
export function rectifyDrawn(
  out: usize,
  input: usize,
  bias: usize,
  mask: usize,
  rows: i32,
  columns: i32,
): void {
  if (bias === 0) return drawnRow(out, input, 0, mask, 0, rows * columns, false);
  const bytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    drawnRow(out, input, bias, mask, <usize>row * <usize>columns, columns, true);
    out += bytes;
    input += bytes;
  }
}

@inline
function drawnRow(
  out: usize,
  input: usize,
  bias: usize,
  mask: usize,
  bit: usize,
  count: i32,
  hasBias: bool,
): void {
  const zero = f32x4.splat(0);
  const one = v128.load_splat<f32>(ONE);
  for (; count >= BLOCK; count -= BLOCK) {
    const bits = bitsFrom(mask, bit);
    let a = v128.load(input);
    let b = v128.load(input, 16);
    let c = v128.load(input, 32);
    let d = v128.load(input, 48);
    if (hasBias) {
      a = f32x4.add(a, v128.load(bias));
      b = f32x4.add(b, v128.load(bias, 16));
      c = f32x4.add(c, v128.load(bias, 32));
      d = f32x4.add(d, v128.load(bias, 48));
      bias += BLOCK_BYTES;
    }
    v128.store(out, f32x4.mul(f32x4.pmax(a, zero), onesAt(bits, v128.load(PLACES), one)));
    v128.store(out, f32x4.mul(f32x4.pmax(b, zero), onesAt(bits, v128.load(PLACES, 16), one)), 16);
    v128.store(out, f32x4.mul(f32x4.pmax(c, zero), onesAt(bits, v128.load(PLACES, 32), one)), 32);
    v128.store(out, f32x4.mul(f32x4.pmax(d, zero), onesAt(bits, v128.load(PLACES, 48), one)), 48);
    out += BLOCK_BYTES;
    input += BLOCK_BYTES;
    bit += BLOCK;
  }
  for (; count > 0; count--) {
    let a = v128.load_zero<f32>(input);
    if (hasBias) {
      a = f32x4.add(a, v128.load_zero<f32>(bias));
      bias += WORD_BYTES;
    }
    a = f32x4.mul(f32x4.pmax(a, zero), onesAt(bitsFrom(mask, bit), v128.load(PLACES), one));
    v128.store_lane<f32>(out, a, 0);
    out += WORD_BYTES;
    input += WORD_BYTES;
    bit++;
  }
}

/** 1 in the lanes whose bit is set, 0 in the others: factors, so that NaN stays. */
@inline
function onesAt(bits: v128, places: v128, one: v128): v128 {
  return v128.and(i32x4.eq(v128.and(bits, places), places), one);
}

/** At least 25 bits of a mask, those from one on, in each lane. */
@inline
function bitsFrom(mask: usize, bit: usize): v128 {
  return i32x4.splat(load<u32>(mask + (bit >> 3)) >> (<u32>bit & 7));
}

/**
 * The gradient where what was kept is greater than 0, and 0 elsewhere and where it has vanished.
 *
 * @param out - float32 [rows, columns], as are `gradient` and `kept`, either of which may be the same
 * @param sums - takes the sums of its columns, float32 [columns]; 0 if they are not wanted
 */
export function rectifierGradient(
  out: usize,
  gradient: usize,
  kept: usize,
  sums: usize,
  rows: i32,
  columns: i32,
): void {
  if (sums === 0 || columns === 1) {
    passWhereKept(out, gradient, kept, rows * columns);
    // One column is summed as a row is, by `sum` too.
    if (sums !== 0) sum(sums, out, 1, rows, 1, 1);
    return;
  }
  const bytes = (<usize>columns) << 2;
  let at: usize = 0;
  for (; columns >= BLOCK; columns -= BLOCK) {
    lineOfColumns(out + at, gradient + at, kept + at, sums + at, rows, bytes);
    at += BLOCK_BYTES;
  }
  for (; columns >= LANES; columns -= LANES) {
    v128.store(sums + at, narrowColumns(out + at, gradient + at, kept + at, rows, bytes, false));
    at += VECTOR_BYTES;
  }
  for (; columns > 0; columns--) {
    const total = narrowColumns(out + at, gradient + at, kept + at, rows, bytes, true);
    v128.store_lane<f32>(sums + at, total, 0);
    at += WORD_BYTES;
  }
}

@inline
function passed(gradient: v128, kept: v128): v128 {
  return v128.and(withoutVanishing(gradient), f32x4.gt(kept, f32x4.splat(0)));
}

function passWhereKept(out: usize, gradient: usize, kept: usize, count: i32): void {
  for (; count >= BLOCK; count -= BLOCK) {
    v128.store(out, passed(v128.load(gradient), v128.load(kept)));
    v128.store(out, passed(v128.load(gradient, 16), v128.load(kept, 16)), 16);
    v128.store(out, passed(v128.load(gradient, 32), v128.load(kept, 32)), 32);
    v128.store(out, passed(v128.load(gradient, 48), v128.load(kept, 48)), 48);
    out += BLOCK_BYTES;
    gradient += BLOCK_BYTES;
    kept += BLOCK_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, passed(v128.load_zero<f32>(gradient), v128.load_zero<f32>(kept)), 0);
    out += WORD_BYTES;
    gradient += WORD_BYTES;
    kept += WORD_BYTES;
  }
}

/** Sixteen columns, a line of the cache; summed in the order of `sum`. */
function lineOfColumns(out: usize, gradient: usize, kept: usize, sums: usize, rows: i32, bytes: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (; rows > 0; rows -= COLUMN_BLOCK) {
    let blockA = f32x4.splat(0);
    let blockB = f32x4.splat(0);
    let blockC = f32x4.splat(0);
    let blockD = f32x4.splat(0);
    for (let row = min(rows, COLUMN_BLOCK); row > 0; row--) {
      let value = passed(v128.load(gradient), v128.load(kept));
      blockA = f32x4.add(blockA, value);
      v128.store(out, value);
      value = passed(v128.load(gradient, 16), v128.load(kept, 16));
      blockB = f32x4.add(blockB, value);
      v128.store(out, value, 16);
      value = passed(v128.load(gradient, 32), v128.load(kept, 32));
      blockC = f32x4.add(blockC, value);
      v128.store(out, value, 32);
      value = passed(v128.load(gradient, 48), v128.load(kept, 48));
      blockD = f32x4.add(blockD, value);
      v128.store(out, value, 48);
      out += bytes;
      gradient += bytes;
      kept += bytes;
    }
    a = f32x4.add(a, blockA);
    b = f32x4.add(b, blockB);
    c = f32x4.add(c, blockC);
    d = f32x4.add(d, blockD);
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

/** Four columns, or one; summed in the order of `sum`. */
@inline
function narrowColumns(
  out: usize,
  gradient: usize,
  kept: usize,
  rows: i32,
  bytes: usize,
  single: bool,
): v128 {
  let total = f32x4.splat(0);
  for (; rows > 0; rows -= COLUMN_BLOCK) {
    let count = min(rows, COLUMN_BLOCK);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; count >= 4; count -= 4) {
      a = f32x4.add(a, passedAt(out, gradient, kept, 0, single));
      b = f32x4.add(b, passedAt(out, gradient, kept, bytes, single));
      c = f32x4.add(c, passedAt(out, gradient, kept, 2 * bytes, single));
      d = f32x4.add(d, passedAt(out, gradient, kept, 3 * bytes, single));
      out += 4 * bytes;
      gradient += 4 * bytes;
      kept += 4 * bytes;
    }
    for (; count > 0; count--) {
      a = f32x4.add(a, passedAt(out, gradient, kept, 0, single));
      out += bytes;
      gradient += bytes;
      kept += bytes;
    }
    total = f32x4.add(total, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  return total;
}

/** Writes what is passed, and gives it. */
@inline
function passedAt(out: usize, gradient: usize, kept: usize, at: usize, single: bool): v128 {
  if (single) {
    const value = passed(v128.load_zero<f32>(gradient + at), v128.load_zero<f32>(kept + at));
    v128.store_lane<f32>(out + at, value, 0);
    return value;
  }
  const value = passed(v128.load(gradient + at), v128.load(kept + at));
  v128.store(out + at, value);
  return value;
}
