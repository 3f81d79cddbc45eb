// A first look at rows through whole numbers of eight bits, a quarter of the bytes: what it tells of an inner product is
// wrong by no more than a bound, and only the rows that could be better than the worst found so far are looked at as
// float32. What is found is the same to the last bit.
//
// A row x is taken for s·c, s its greatest number by 127 and c whole numbers, and the query q for u·d, d of sixteen bits.
// By Cauchy and Schwarz |q·x − u·s·(d·c)| is at most |u·d|·|x − s·c| + |q − u·d|·|x|. Each row has its s and its error
// e = |x − s·c| + SHARE·|x|, each query a factor f so that f·e is no less than that bound and what float32 rounds, here
// and in the product itself. All is divided by u: a row is passed over if s·(d·c) + f·e is at most the score to be passed.
import { productOf } from './float-rows';
import { boundOf, take } from './found-rows';

const ROWS_AT_ONCE: i32 = 4;
const MOST: f32 = 127;
/** 1.5·2^23: float32 numbers around it are 1 apart. */
const SHIFT: f32 = 12582912;
/** Rows with a greatest number outside of these have no whole numbers: their scales or products may not be float32. */
const LEAST_NUMBER: f32 = 1e-30;
const GREATEST_NUMBER: f32 = 1e30;
/** Which share of its length is a part of the error of a row. */
export const SHARE: f64 = 1.0 / 16384;
/** What rounding may make of the lengths that are computed here, for vectors of up to 32,768 numbers. */
const ROUNDING: f64 = 1.001;
const DIFFERENCE_ROUNDING: f64 = 1.0 / 4194304;
/** What rounding may make of a score that is divided by the unit of the query. */
const SCORE_ROUNDING: f64 = 1.0 / 1048576;

/** Gives rows the length 1; those of zeros stay as they are. @param stride - numbers from one row to the next */
export function normalize(rows: usize, count: i32, dim: i32, stride: i32): void {
  const rowBytes = (<usize>stride) << 2;
  const vectorBytes = (<usize>dim) << 2;
  for (let i = 0, row = rows; i < count; i++, row += rowBytes) {
    let squares: f64 = 0;
    for (let at = row; at < row + vectorBytes; at += 4) {
      const value = <f64>load<f32>(at);
      squares += value * value;
    }
    if (squares == 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let at = row; at < row + vectorBytes; at += 4) store<f32>(at, <f32>(<f64>load<f32>(at) * scale));
  }
}

/** Eight whole numbers in float32, to each of which `SHIFT` was added, as int8. */
function wholeNumbers(low: v128, high: v128): v128 {
  const shift = f32x4.splat(SHIFT);
  const whole = i16x8.narrow_i32x4_s(i32x4.sub(low, shift), i32x4.sub(high, shift));
  return i8x16.narrow_i16x8_s(whole, whole);
}

function sumOf(sums: v128): f32 {
  const pairs = f32x4.add(sums, v128.shuffle<f32>(sums, sums, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** What remains of four numbers when whole ones are taken from them, in their unit; `shifted` has `SHIFT` added. */
function remainder(numbers: v128, shifted: v128, scale: v128, perScale: v128): v128 {
  const whole = f32x4.sub(shifted, f32x4.splat(SHIFT));
  return f32x4.mul(f32x4.sub(numbers, f32x4.mul(scale, whole)), perScale);
}

/**
 * Makes the whole numbers of rows.
 *
 * @param rows - float32 [count, stride]
 * @param stride - numbers a row: a multiple of four, those beyond the vector 0
 * @param codes - int8 [count, codeStride]
 * @param codeStride - the next multiple of eight
 * @param scales - float32 [count]
 * @param errors - float32 [count]
 * @returns no less than the greatest length of a row
 */
export function quantize(
  rows: usize,
  count: i32,
  stride: i32,
  codes: usize,
  codeStride: i32,
  scales: usize,
  errors: usize,
): f64 {
  const rowBytes = (<usize>stride) << 2;
  let greatestLength: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>i * rowBytes;
    const code = codes + <usize>i * <usize>codeStride;
    const scaleAt = scales + ((<usize>i) << 2);
    const errorAt = errors + ((<usize>i) << 2);
    let greatest = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16)
      greatest = f32x4.max(greatest, f32x4.abs(v128.load(row + at)));
    const pairs = f32x4.max(greatest, v128.shuffle<f32>(greatest, greatest, 2, 3, 0, 1));
    const most = max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
    // Written so that NaN is outside, too.
    if (!(most >= LEAST_NUMBER && most <= GREATEST_NUMBER)) {
      memory.fill(code, 0, codeStride);
      store<f32>(scaleAt, 0);
      store<f32>(errorAt, most == 0 ? 0 : f32.MAX_VALUE + f32.MAX_VALUE);
      if (!(most <= GREATEST_NUMBER)) greatestLength = f64.MAX_VALUE + f64.MAX_VALUE;
      continue;
    }
    const scale = most / MOST;
    const perScale = MOST / most;
    const scales4 = f32x4.splat(scale);
    const perScale4 = f32x4.splat(perScale);
    let squares = f32x4.splat(0);
    let remainders = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 32) {
      const low = v128.load(row + at);
      const high = at + 16 < rowBytes ? v128.load(row + at, 16) : f32x4.splat(0);
      const lowUnits = f32x4.mul(low, perScale4);
      const highUnits = f32x4.mul(high, perScale4);
      // Rounds to whole numbers, which are then the last bits.
      const lowShifted = f32x4.add(lowUnits, f32x4.splat(SHIFT));
      const highShifted = f32x4.add(highUnits, f32x4.splat(SHIFT));
      v128.store64_lane(code + (at >> 2), wholeNumbers(lowShifted, highShifted), 0);
      const lowLeft = remainder(low, lowShifted, scales4, perScale4);
      const highLeft = remainder(high, highShifted, scales4, perScale4);
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(lowUnits, lowUnits), f32x4.mul(highUnits, highUnits)));
      remainders = f32x4.add(
        remainders,
        f32x4.add(f32x4.mul(lowLeft, lowLeft), f32x4.mul(highLeft, highLeft)),
      );
    }
    const length = Math.sqrt(<f64>sumOf(squares)) * ROUNDING;
    const left = Math.sqrt(<f64>sumOf(remainders)) * ROUNDING;
    store<f32>(scaleAt, scale);
    store<f32>(errorAt, <f32>((left + (SHARE + DIFFERENCE_ROUNDING) * length) * <f64>scale * ROUNDING));
    greatestLength = max<f64>(greatestLength, length * <f64>scale * ROUNDING);
  }
  return greatestLength;
}

/** The four sums of four vectors of whole numbers. */
function wholeSumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

/** What a score in units of the query must be more than, so that the product could be more than `bound`. */
function limitOf(bound: f32, perUnit: f64, slack: f64): f32 {
  const score = <f64>bound;
  return <f32>((score - Math.abs(score) * SCORE_ROUNDING) * perUnit - slack);
}

/**
 * Looks through rows that lie one behind the other, and finds what `scan` finds.
 *
 * @param codes - int8 [count, codeStride] of `quantize`
 * @param wholeQuery - int16 [codeStride]
 * @param perUnit - 1 by what the whole numbers of the query are multiplied with
 * @param factor - times the error of a row: the most that its score in units of the query is wrong by
 * @param slack - what is to be added to that, whatever the row
 * @param query - float32 [stride]; with `rows`, `stride`, `firstRow`, `heap`, `size` and `k` as `scan` takes them
 * @returns how many entries of the heap are taken now
 */
export function scanQuantized(
  codes: usize,
  codeStride: i32,
  scales: usize,
  errors: usize,
  count: i32,
  wholeQuery: usize,
  perUnit: f64,
  factor: f32,
  slack: f64,
  query: usize,
  rows: usize,
  stride: i32,
  firstRow: i32,
  heap: usize,
  size: i32,
  k: i32,
): i32 {
  const codeBytes = <usize>codeStride;
  const rowBytes = (<usize>stride) << 2;
  const factors = f32x4.splat(factor);
  let bound = boundOf(heap, size, k);
  let limits = f32x4.splat(limitOf(bound, perUnit, slack));
  let code = codes;
  for (let i = 0; i < count; i += ROWS_AT_ONCE) {
    // Behind the last row lie those of others, or room for three more, which are not looked at below.
    const second = code + codeBytes;
    const third = second + codeBytes;
    const fourth = third + codeBytes;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let at: usize = 0;
    for (; at + 32 <= codeBytes; at += 32) {
      const aAt = code + at;
      const bAt = second + at;
      const cAt = third + at;
      const dAt = fourth + at;
      const numbersAt = wholeQuery + (at << 1);
      let numbers = v128.load(numbersAt);
      a = i32x4.add(a, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(aAt)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(bAt)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(cAt)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(dAt)));
      numbers = v128.load(numbersAt, 16);
      a = i32x4.add(a, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(aAt, 8)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(bAt, 8)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(cAt, 8)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(dAt, 8)));
      numbers = v128.load(numbersAt, 32);
      a = i32x4.add(a, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(aAt, 16)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(bAt, 16)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(cAt, 16)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(dAt, 16)));
      numbers = v128.load(numbersAt, 48);
      a = i32x4.add(a, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(aAt, 24)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(bAt, 24)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(cAt, 24)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(dAt, 24)));
    }
    for (; at < codeBytes; at += 8) {
      const numbers = v128.load(wholeQuery + (at << 1));
      a = i32x4.add(a, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(code + at)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(second + at)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(third + at)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(numbers, v128.load_ext<i8>(fourth + at)));
    }
    const ofRow = (<usize>i) << 2;
    const scores = f32x4.mul(f32x4.convert_i32x4_s(wholeSumsOf(a, b, c, d)), v128.load(scales + ofRow));
    const most = f32x4.add(scores, f32x4.mul(factors, v128.load(errors + ofRow)));
    // Not the other way round: where the bound is no number nothing is known.
    const passed = i32x4.bitmask(f32x4.le(most, limits));
    if (passed != 15) {
      let left = passed ^ 15;
      do {
        const number = i + ctz(left);
        left &= left - 1;
        if (number >= count) break;
        const score = productOf(query, rows + <usize>number * rowBytes, rowBytes);
        if (score > bound) {
          size = take(heap, size, k, score, firstRow + number);
          bound = boundOf(heap, size, k);
        }
      } while (left != 0);
      limits = f32x4.splat(limitOf(bound, perUnit, slack));
    }
    code = fourth + codeBytes;
  }
  return size;
}
