// Looks through float32 rows, four numbers at a time of four rows side by side, since each sum waits for its last addition
// and not for those of the others.
import { boundOf, take } from './found-rows';

const ROWS_AT_ONCE: i32 = 4;

/** The four sums of four vectors: the even numbers and the odd ones of each, and then both. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * The inner product of two vectors, to the last bit what `scan` computes.
 *
 * @param bytes - of each: a multiple of sixteen
 */
export function productOf(query: usize, row: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(query + at), v128.load(row + at)));
  }
  return f32x4.extract_lane(sumsOf(sums, sums, sums, sums), 0);
}

/**
 * Looks through rows that lie one behind the other.
 *
 * @param query - float32 [stride]
 * @param rows - float32 [count, stride]
 * @param stride - numbers a row: a multiple of four, those beyond the vector 0
 * @param firstRow - the number of the first of them; rows come in ascending order
 * @param heap - entries of a float32 score and an int32 row, of which `size` are taken and `k` have room
 * @returns how many entries are taken now
 */
export function scan(
  query: usize,
  rows: usize,
  count: i32,
  stride: i32,
  firstRow: i32,
  heap: usize,
  size: i32,
  k: i32,
): i32 {
  const rowBytes = (<usize>stride) << 2;
  let bound = boundOf(heap, size, k);
  let row = rows;
  let i = 0;
  for (; i + ROWS_AT_ONCE <= count; i += ROWS_AT_ONCE) {
    const second = row + rowBytes;
    const third = second + rowBytes;
    const fourth = third + rowBytes;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let at: usize = 0;
    // Sixteen numbers a turn: the addresses of the others follow from that of the first four.
    for (; at + 64 <= rowBytes; at += 64) {
      const numbersAt = query + at;
      const aAt = row + at;
      const bAt = second + at;
      const cAt = third + at;
      const dAt = fourth + at;
      let numbers = v128.load(numbersAt);
      a = f32x4.add(a, f32x4.mul(numbers, v128.load(aAt)));
      b = f32x4.add(b, f32x4.mul(numbers, v128.load(bAt)));
      c = f32x4.add(c, f32x4.mul(numbers, v128.load(cAt)));
      d = f32x4.add(d, f32x4.mul(numbers, v128.load(dAt)));
      numbers = v128.load(numbersAt, 16);
      a = f32x4.add(a, f32x4.mul(numbers, v128.load(aAt, 16)));
      b = f32x4.add(b, f32x4.mul(numbers, v128.load(bAt, 16)));
      c = f32x4.add(c, f32x4.mul(numbers, v128.load(cAt, 16)));
      d = f32x4.add(d, f32x4.mul(numbers, v128.load(dAt, 16)));
      numbers = v128.load(numbersAt, 32);
      a = f32x4.add(a, f32x4.mul(numbers, v128.load(aAt, 32)));
      b = f32x4.add(b, f32x4.mul(numbers, v128.load(bAt, 32)));
      c = f32x4.add(c, f32x4.mul(numbers, v128.load(cAt, 32)));
      d = f32x4.add(d, f32x4.mul(numbers, v128.load(dAt, 32)));
      numbers = v128.load(numbersAt, 48);
      a = f32x4.add(a, f32x4.mul(numbers, v128.load(aAt, 48)));
      b = f32x4.add(b, f32x4.mul(numbers, v128.load(bAt, 48)));
      c = f32x4.add(c, f32x4.mul(numbers, v128.load(cAt, 48)));
      d = f32x4.add(d, f32x4.mul(numbers, v128.load(dAt, 48)));
    }
    for (; at < rowBytes; at += 16) {
      const numbers = v128.load(query + at);
      a = f32x4.add(a, f32x4.mul(numbers, v128.load(row + at)));
      b = f32x4.add(b, f32x4.mul(numbers, v128.load(second + at)));
      c = f32x4.add(c, f32x4.mul(numbers, v128.load(third + at)));
      d = f32x4.add(d, f32x4.mul(numbers, v128.load(fourth + at)));
    }
    const scores = sumsOf(a, b, c, d);
    if (v128.any_true(f32x4.gt(scores, f32x4.splat(bound)))) {
      const number = firstRow + i;
      // NaN is no score: it is greater than nothing.
      if (f32x4.extract_lane(scores, 0) > bound) {
        size = take(heap, size, k, f32x4.extract_lane(scores, 0), number);
        bound = boundOf(heap, size, k);
      }
      if (f32x4.extract_lane(scores, 1) > bound) {
        size = take(heap, size, k, f32x4.extract_lane(scores, 1), number + 1);
        bound = boundOf(heap, size, k);
      }
      if (f32x4.extract_lane(scores, 2) > bound) {
        size = take(heap, size, k, f32x4.extract_lane(scores, 2), number + 2);
        bound = boundOf(heap, size, k);
      }
      if (f32x4.extract_lane(scores, 3) > bound) {
        size = take(heap, size, k, f32x4.extract_lane(scores, 3), number + 3);
        bound = boundOf(heap, size, k);
      }
    }
    row = fourth + rowBytes;
  }
  for (; i < count; i++) {
    const score = productOf(query, row, rowBytes);
    if (score > bound) {
      size = take(heap, size, k, score, firstRow + i);
      bound = boundOf(heap, size, k);
    }
    row += rowBytes;
  }
  return size;
}
