// Sums along an axis, and greatest numbers. A sum is made of sums of blocks, each of which has few additions one after the
// other, so that a long axis does not cost digits; its order depends on the length of the axis and on nothing else.

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;
/** Numbers of a row that a block has: as many as a column's has additions, for each of the sums side by side. */
const ROW_BLOCK: i32 = 1_024;
/** Rows of less are summed four at a time. */
const LONG_ROW: i32 = 64;

const SUM: i32 = 0;
const MAX: i32 = 1;
/** A sum of what is multiplied by a weight each. */
const WEIGHTED: i32 = 2;

/** Rows of a block of columns. */
export const COLUMN_BLOCK: i32 = 64;

/**
 * @param out - float32 [outer, inner]
 * @param input - float32 [outer, axis, inner]
 * @param scale - what each sum is multiplied by
 */
export function sum(out: usize, input: usize, outer: i32, axis: i32, inner: i32, scale: f32): void {
  fold(SUM, out, input, outer, axis, inner, scale);
}

/** The same for the greatest number, which is NaN where one of them is. */
export function max(out: usize, input: usize, outer: i32, axis: i32, inner: i32): void {
  fold(MAX, out, input, outer, axis, inner, 1);
}

/**
 * Sums along the first of two axes of numbers with a weight each.
 *
 * @param out - float32 [inner]
 * @param input - float32 [axis, inner]
 * @param weights - float32 [axis]
 */
export function weightedSum(
  out: usize,
  input: usize,
  weights: usize,
  axis: i32,
  inner: i32,
  scale: f32,
): void {
  columns(WEIGHTED, out, input, weights, axis, inner, scale);
}

@inline
function fold(op: i32, out: usize, input: usize, outer: i32, axis: i32, inner: i32, scale: f32): void {
  if (inner === 1) {
    if (axis < LONG_ROW) shortRows(op, out, input, outer, axis, scale);
    else longRows(op, out, input, outer, axis, scale);
    return;
  }
  const bytes = (<usize>inner) << 2;
  for (let i = 0; i < outer; i++) {
    columns(op, out, input, 0, axis, inner, scale);
    out += bytes;
    input += bytes * <usize>axis;
  }
}

// The operator is known wherever this is inlined, and nothing is left of the other.
@inline
function joined(op: i32, a: v128, b: v128): v128 {
  // Where the comparison is with NaN the first is taken, and all bits set are NaN: a third of what `f32x4.max` costs.
  return op === MAX ? v128.or(f32x4.pmax(a, b), f32x4.ne(b, b)) : f32x4.add(a, b);
}

@inline
function nothing(op: i32): v128 {
  return op === MAX ? f32x4.splat(-Infinity) : f32x4.splat(0);
}

@inline
function scaled(op: i32, value: v128, scale: f32): v128 {
  return op === MAX ? value : f32x4.mul(value, f32x4.splat(scale));
}

/** What the lanes of each of four vectors are together: the even ones and the odd ones, and then both. */
@inline
function lanesOf(op: i32, a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = joined(op, v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = joined(op, v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return joined(op, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

@inline
function shortRows(op: i32, out: usize, input: usize, outer: i32, axis: i32, scale: f32): void {
  const bytes = (<usize>axis) << 2;
  for (; outer >= LANES; outer -= LANES) {
    v128.store(out, scaled(op, fourRows(op, input, bytes, axis), scale));
    out += VECTOR_BYTES;
    input += bytes << 2;
  }
  for (; outer > 0; outer--) {
    // The same row four times: no other order than among others.
    v128.store_lane<f32>(out, scaled(op, fourRows(op, input, 0, axis), scale), 0);
    out += WORD_BYTES;
    input += bytes;
  }
}

/** @param stride - bytes from a row to the next */
@inline
function fourRows(op: i32, row: usize, stride: usize, axis: i32): v128 {
  let second = row + stride;
  let third = second + stride;
  let fourth = third + stride;
  let total = nothing(op);
  if (axis >= LANES) {
    let a = v128.load(row);
    let b = v128.load(second);
    let c = v128.load(third);
    let d = v128.load(fourth);
    for (axis -= LANES; axis >= LANES; axis -= LANES) {
      row += VECTOR_BYTES;
      second += VECTOR_BYTES;
      third += VECTOR_BYTES;
      fourth += VECTOR_BYTES;
      a = joined(op, a, v128.load(row));
      b = joined(op, b, v128.load(second));
      c = joined(op, c, v128.load(third));
      d = joined(op, d, v128.load(fourth));
    }
    row += VECTOR_BYTES;
    second += VECTOR_BYTES;
    third += VECTOR_BYTES;
    fourth += VECTOR_BYTES;
    total = lanesOf(op, a, b, c, d);
  }
  for (; axis > 0; axis--) {
    let numbers = v128.load_zero<f32>(row);
    numbers = v128.load_lane<f32>(second, numbers, 1);
    numbers = v128.load_lane<f32>(third, numbers, 2);
    numbers = v128.load_lane<f32>(fourth, numbers, 3);
    total = joined(op, total, numbers);
    row += WORD_BYTES;
    second += WORD_BYTES;
    third += WORD_BYTES;
    fourth += WORD_BYTES;
  }
  return total;
}

@inline
function longRows(op: i32, out: usize, input: usize, outer: i32, axis: i32, scale: f32): void {
  for (; outer > 0; outer--) {
    let total = nothing(op);
    for (let left = axis; left > 0; left -= ROW_BLOCK) {
      let count = min(left, ROW_BLOCK);
      let a = nothing(op);
      let b = nothing(op);
      let c = nothing(op);
      let d = nothing(op);
      for (; count >= BLOCK; count -= BLOCK) {
        a = joined(op, a, v128.load(input));
        b = joined(op, b, v128.load(input, 16));
        c = joined(op, c, v128.load(input, 32));
        d = joined(op, d, v128.load(input, 48));
        input += BLOCK_BYTES;
      }
      for (; count >= LANES; count -= LANES) {
        a = joined(op, a, v128.load(input));
        input += VECTOR_BYTES;
      }
      for (; count > 0; count--) {
        b = joined(op, b, v128.load_lane<f32>(input, nothing(op), 0));
        input += WORD_BYTES;
      }
      total = joined(op, total, joined(op, joined(op, a, b), joined(op, c, d)));
    }
    v128.store_lane<f32>(out, scaled(op, lanesOf(op, total, total, total, total), scale), 0);
    out += WORD_BYTES;
  }
}

/** A row's part of the sums of some columns. */
@inline
function term(op: i32, numbers: v128, weight: usize): v128 {
  return op === WEIGHTED ? f32x4.mul(numbers, v128.load_splat<f32>(weight)) : numbers;
}

/** Sixteen columns at a time, a line of the cache, then four, then each. */
@inline
function columns(op: i32, out: usize, input: usize, weights: usize, axis: i32, inner: i32, scale: f32): void {
  const bytes = (<usize>inner) << 2;
  for (; inner >= BLOCK; inner -= BLOCK) {
    let at = input;
    let weight = weights;
    let a = nothing(op);
    let b = nothing(op);
    let c = nothing(op);
    let d = nothing(op);
    for (let left = axis; left > 0; left -= COLUMN_BLOCK) {
      let blockA = nothing(op);
      let blockB = nothing(op);
      let blockC = nothing(op);
      let blockD = nothing(op);
      for (let row = min(left, COLUMN_BLOCK); row > 0; row--) {
        blockA = joined(op, blockA, term(op, v128.load(at), weight));
        blockB = joined(op, blockB, term(op, v128.load(at, 16), weight));
        blockC = joined(op, blockC, term(op, v128.load(at, 32), weight));
        blockD = joined(op, blockD, term(op, v128.load(at, 48), weight));
        at += bytes;
        if (op === WEIGHTED) weight += WORD_BYTES;
      }
      a = joined(op, a, blockA);
      b = joined(op, b, blockB);
      c = joined(op, c, blockC);
      d = joined(op, d, blockD);
    }
    v128.store(out, scaled(op, a, scale));
    v128.store(out, scaled(op, b, scale), 16);
    v128.store(out, scaled(op, c, scale), 32);
    v128.store(out, scaled(op, d, scale), 48);
    out += BLOCK_BYTES;
    input += BLOCK_BYTES;
  }
  for (; inner >= LANES; inner -= LANES) {
    v128.store(out, scaled(op, narrow(op, input, weights, bytes, axis, false), scale));
    out += VECTOR_BYTES;
    input += VECTOR_BYTES;
  }
  for (; inner > 0; inner--) {
    v128.store_lane<f32>(out, scaled(op, narrow(op, input, weights, bytes, axis, true), scale), 0);
    out += WORD_BYTES;
    input += WORD_BYTES;
  }
}

/** Four columns, or one, of which four rows are added side by side: one alone would wait for each addition. */
@inline
function narrow(op: i32, at: usize, weight: usize, bytes: usize, axis: i32, single: bool): v128 {
  let total = nothing(op);
  for (let left = axis; left > 0; left -= COLUMN_BLOCK) {
    let count = min(left, COLUMN_BLOCK);
    let a = nothing(op);
    let b = nothing(op);
    let c = nothing(op);
    let d = nothing(op);
    for (; count >= 4; count -= 4) {
      a = joined(op, a, term(op, loaded(at, single), weight));
      b = joined(op, b, term(op, loaded(at + bytes, single), weight + WORD_BYTES));
      c = joined(op, c, term(op, loaded(at + 2 * bytes, single), weight + 2 * WORD_BYTES));
      d = joined(op, d, term(op, loaded(at + 3 * bytes, single), weight + 3 * WORD_BYTES));
      at += 4 * bytes;
      if (op === WEIGHTED) weight += 4 * WORD_BYTES;
    }
    for (; count > 0; count--) {
      a = joined(op, a, term(op, loaded(at, single), weight));
      at += bytes;
      if (op === WEIGHTED) weight += WORD_BYTES;
    }
    total = joined(op, total, joined(op, joined(op, a, b), joined(op, c, d)));
  }
  return total;
}

@inline
function loaded(at: usize, single: bool): v128 {
  return single ? v128.load_zero<f32>(at) : v128.load(at);
}
