// What a factorisation machine needs of fields, each a weight and a vector.

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;

/**
 * @param vectors - float32 [rows, fields, dim], written without the weights
 * @param weightSums - float32 [rows]
 * @param sums - float32 [rows, dim] of the vectors
 * @param squares - float32 [rows], the sums of the squares of all numbers of the vectors
 * @param input - float32 [rows, fields, 1 + dim], the weight first
 */
export function fieldSums(
  vectors: usize,
  weightSums: usize,
  sums: usize,
  squares: usize,
  input: usize,
  rows: i32,
  fields: i32,
  dim: i32,
): void {
  const bytes = (<usize>dim) << 2;
  const step = bytes + WORD_BYTES;
  for (; rows > 0; rows--) {
    let weights: f32 = 0;
    let weight = input;
    for (let field = 0; field < fields; field++) {
      weights += load<f32>(weight);
      weight += step;
    }
    store<f32>(weightSums, weights);

    let total = f32x4.splat(0);
    let at: usize = 0;
    let left = dim;
    const first = input + WORD_BYTES;
    for (; left >= BLOCK; left -= BLOCK) {
      total = f32x4.add(total, sixteenColumns(vectors + at, sums + at, first + at, fields, bytes));
      at += BLOCK_BYTES;
    }
    for (; left >= LANES; left -= LANES) {
      total = f32x4.add(total, narrowColumns(vectors + at, sums + at, first + at, fields, bytes, false));
      at += VECTOR_BYTES;
    }
    for (; left > 0; left--) {
      total = f32x4.add(total, narrowColumns(vectors + at, sums + at, first + at, fields, bytes, true));
      at += WORD_BYTES;
    }
    total = f32x4.add(total, v128.shuffle<f32>(total, total, 2, 3, 0, 1));
    store<f32>(squares, f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1));
    input += <usize>fields * step;
    vectors += <usize>fields * bytes;
    sums += bytes;
    weightSums += WORD_BYTES;
    squares += WORD_BYTES;
  }
}

/** Copies and sums columns of a row's vectors; gives the sums of their squares. */
@inline
function sixteenColumns(out: usize, sums: usize, input: usize, fields: i32, bytes: usize): v128 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (; fields > 0; fields--) {
    const numbersA = v128.load(input);
    const numbersB = v128.load(input, 16);
    const numbersC = v128.load(input, 32);
    const numbersD = v128.load(input, 48);
    v128.store(out, numbersA);
    v128.store(out, numbersB, 16);
    v128.store(out, numbersC, 32);
    v128.store(out, numbersD, 48);
    a = f32x4.add(a, numbersA);
    b = f32x4.add(b, numbersB);
    c = f32x4.add(c, numbersC);
    d = f32x4.add(d, numbersD);
    even = f32x4.add(even, f32x4.add(f32x4.mul(numbersA, numbersA), f32x4.mul(numbersC, numbersC)));
    odd = f32x4.add(odd, f32x4.add(f32x4.mul(numbersB, numbersB), f32x4.mul(numbersD, numbersD)));
    out += bytes;
    input += bytes + WORD_BYTES;
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
  return f32x4.add(even, odd);
}

/** Four columns, or one. */
@inline
function narrowColumns(
  out: usize,
  sums: usize,
  input: usize,
  fields: i32,
  bytes: usize,
  single: bool,
): v128 {
  let sum = f32x4.splat(0);
  let squares = f32x4.splat(0);
  for (; fields > 0; fields--) {
    const numbers = single ? v128.load_zero<f32>(input) : v128.load(input);
    if (single) v128.store_lane<f32>(out, numbers, 0);
    else v128.store(out, numbers);
    sum = f32x4.add(sum, numbers);
    squares = f32x4.add(squares, f32x4.mul(numbers, numbers));
    out += bytes;
    input += bytes + WORD_BYTES;
  }
  if (single) v128.store_lane<f32>(sums, sum, 0);
  else v128.store(sums, sum);
  return squares;
}
