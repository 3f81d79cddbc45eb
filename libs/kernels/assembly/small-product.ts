// Products of matrices that are too small for a library to be worth its call and its packing: four rows by eight columns at
// a time stay in registers, summed along the inner axis in blocks. The order of summation depends on the length of that
// axis, on whether there is one column alone, and on nothing else.
import { weightedSum } from './axis-folds';
import { transposed } from './strided-copy';

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const LANES: i32 = 4;
const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
const TILE_BYTES: usize = 32;
/** Of the inner axis, that are summed at a time: eight columns of the right matrix then take a part of the nearest cache. */
const BLOCK_STEPS: i32 = 256;

/** Eight columns of the right matrix, where they do not lie side by side. As data they would be zeros in the module. */
const panel: usize = (__heap_base + 63) & ~63;
/** What is added to rows without a bias. */
const noBias: usize = panel + <usize>BLOCK_STEPS * TILE_BYTES;
/** A row of a tile that is wider than what is left of the matrix. */
const lastColumns: usize = noBias + TILE_BYTES;
/** The first byte behind these. */
export const SCRATCH_END: usize = lastColumns + TILE_BYTES;

/**
 * `alpha * left * right + bias`.
 *
 * @param out - float32 [m, n]
 * @param left - float32 [m, k], or [k, m] if `transposeLeft`
 * @param right - float32 [k, n], or [n, k] if `transposeRight`
 * @param bias - float32 [n], or 0 for none
 */
export function product(
  out: usize,
  left: usize,
  right: usize,
  bias: usize,
  m: i32,
  k: i32,
  n: i32,
  transposeLeft: bool,
  transposeRight: bool,
  alpha: f32,
): void {
  if (n === 1) {
    const constant = bias === 0 ? <f32>0 : load<f32>(bias);
    if (transposeLeft && k > 1) {
      weightedSum(out, left, right, k, m, alpha);
      if (bias !== 0) shift(out, m, constant);
    } else {
      rowProducts(out, left, right, m, k, alpha, constant);
    }
    return;
  }
  if (k === 1) return outerProduct(out, left, right, bias, m, n, alpha);
  const leftRow = transposeLeft ? WORD_BYTES : (<usize>k) << 2;
  const leftStep = transposeLeft ? (<usize>m) << 2 : WORD_BYTES;
  const rowBytes = (<usize>n) << 2;
  for (let step = 0; step < k; step += BLOCK_STEPS) {
    const steps = min(k - step, BLOCK_STEPS);
    const rows = left + <usize>step * leftStep;
    for (let column = 0; column < n; column += TILE_COLUMNS) {
      const width = min(n - column, TILE_COLUMNS);
      const place = (<usize>column) << 2;
      let columns = panel;
      let columnsStep = TILE_BYTES;
      if (transposeRight) {
        const from = right + ((<usize>column * <usize>k + <usize>step) << 2);
        transposed(panel, from, steps, width, TILE_BYTES, (<usize>k) << 2);
      } else if (width === TILE_COLUMNS) {
        columns = right + <usize>step * rowBytes + place;
        columnsStep = rowBytes;
      } else {
        packLast(right + <usize>step * rowBytes + place, rowBytes, steps, width);
      }
      let to = out + place;
      let from = rows;
      for (let row = 0; row < m; row += TILE_ROWS) {
        const height = min(m - row, TILE_ROWS);
        // Past the last row it is taken again, and not kept.
        const second = height > 1 ? leftRow : 0;
        const third = height > 2 ? second + leftRow : second;
        const fourth = height > 3 ? third + leftRow : third;
        // The blocks after the first are added to what is there.
        const start = step > 0 ? to : bias === 0 ? noBias : bias + place;
        const startRow = step > 0 ? rowBytes : 0;
        tile(
          to,
          from,
          second,
          third,
          fourth,
          leftStep,
          columns,
          columnsStep,
          steps,
          start,
          startRow,
          rowBytes,
          height,
          width,
          alpha,
        );
        to += rowBytes << 2;
        from += leftRow << 2;
      }
    }
  }
}

function packLast(from: usize, rowBytes: usize, steps: i32, width: i32): void {
  let to = panel;
  for (; steps > 0; steps--) {
    for (let column: usize = 0; column < <usize>width; column++) {
      store<u32>(to + (column << 2), load<u32>(from + (column << 2)));
    }
    to += TILE_BYTES;
    from += rowBytes;
  }
}

function tile(
  out: usize,
  left: usize,
  second: usize,
  third: usize,
  fourth: usize,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  steps: i32,
  start: usize,
  startRow: usize,
  rowBytes: usize,
  height: i32,
  width: i32,
  alpha: f32,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  for (; steps > 0; steps--) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    let x = v128.load_splat<f32>(left);
    a0 = f32x4.add(a0, f32x4.mul(x, r0));
    a1 = f32x4.add(a1, f32x4.mul(x, r1));
    x = v128.load_splat<f32>(left + second);
    b0 = f32x4.add(b0, f32x4.mul(x, r0));
    b1 = f32x4.add(b1, f32x4.mul(x, r1));
    x = v128.load_splat<f32>(left + third);
    c0 = f32x4.add(c0, f32x4.mul(x, r0));
    c1 = f32x4.add(c1, f32x4.mul(x, r1));
    x = v128.load_splat<f32>(left + fourth);
    d0 = f32x4.add(d0, f32x4.mul(x, r0));
    d1 = f32x4.add(d1, f32x4.mul(x, r1));
    left += leftStep;
    right += rightStep;
  }
  const scale = f32x4.splat(alpha);
  if (width === TILE_COLUMNS) {
    storeRow(out, start, f32x4.mul(a0, scale), f32x4.mul(a1, scale));
    if (height === 1) return;
    out += rowBytes;
    start += startRow;
    storeRow(out, start, f32x4.mul(b0, scale), f32x4.mul(b1, scale));
    if (height === 2) return;
    out += rowBytes;
    start += startRow;
    storeRow(out, start, f32x4.mul(c0, scale), f32x4.mul(c1, scale));
    if (height === 3) return;
    out += rowBytes;
    start += startRow;
    storeRow(out, start, f32x4.mul(d0, scale), f32x4.mul(d1, scale));
    return;
  }
  storePart(out, start, f32x4.mul(a0, scale), f32x4.mul(a1, scale), width);
  if (height === 1) return;
  out += rowBytes;
  start += startRow;
  storePart(out, start, f32x4.mul(b0, scale), f32x4.mul(b1, scale), width);
  if (height === 2) return;
  out += rowBytes;
  start += startRow;
  storePart(out, start, f32x4.mul(c0, scale), f32x4.mul(c1, scale), width);
  if (height === 3) return;
  out += rowBytes;
  start += startRow;
  storePart(out, start, f32x4.mul(d0, scale), f32x4.mul(d1, scale), width);
}

@inline
function storeRow(out: usize, start: usize, low: v128, high: v128): void {
  v128.store(out, f32x4.add(low, v128.load(start)));
  v128.store(out, f32x4.add(high, v128.load(start, 16)), 16);
}

function storePart(out: usize, start: usize, low: v128, high: v128, width: i32): void {
  v128.store(lastColumns, low);
  v128.store(lastColumns, high, 16);
  for (let column: usize = 0; column < <usize>width; column++) {
    const at = column << 2;
    store<f32>(out + at, load<f32>(lastColumns + at) + load<f32>(start + at));
  }
}

/** Each row by one column, four rows side by side. */
function rowProducts(out: usize, left: usize, right: usize, m: i32, k: i32, alpha: f32, constant: f32): void {
  const bytes = (<usize>k) << 2;
  const scale = f32x4.splat(alpha);
  const offset = f32x4.splat(constant);
  for (; m >= LANES; m -= LANES) {
    v128.store(out, f32x4.add(f32x4.mul(fourProducts(left, bytes, right, k), scale), offset));
    out += VECTOR_BYTES;
    left += bytes << 2;
  }
  for (; m > 0; m--) {
    // The same row four times: no other order than among others.
    const products = fourProducts(left, 0, right, k);
    v128.store_lane<f32>(out, f32x4.add(f32x4.mul(products, scale), offset), 0);
    out += WORD_BYTES;
    left += bytes;
  }
}

/** @param stride - bytes from a row to the next */
@inline
function fourProducts(row: usize, stride: usize, column: usize, k: i32): v128 {
  let second = row + stride;
  let third = second + stride;
  let fourth = third + stride;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (; k >= LANES; k -= LANES) {
    const numbers = v128.load(column);
    a = f32x4.add(a, f32x4.mul(numbers, v128.load(row)));
    b = f32x4.add(b, f32x4.mul(numbers, v128.load(second)));
    c = f32x4.add(c, f32x4.mul(numbers, v128.load(third)));
    d = f32x4.add(d, f32x4.mul(numbers, v128.load(fourth)));
    row += VECTOR_BYTES;
    second += VECTOR_BYTES;
    third += VECTOR_BYTES;
    fourth += VECTOR_BYTES;
    column += VECTOR_BYTES;
  }
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  let total = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  for (; k > 0; k--) {
    let numbers = v128.load_zero<f32>(row);
    numbers = v128.load_lane<f32>(second, numbers, 1);
    numbers = v128.load_lane<f32>(third, numbers, 2);
    numbers = v128.load_lane<f32>(fourth, numbers, 3);
    total = f32x4.add(total, f32x4.mul(numbers, v128.load_splat<f32>(column)));
    row += WORD_BYTES;
    second += WORD_BYTES;
    third += WORD_BYTES;
    fourth += WORD_BYTES;
    column += WORD_BYTES;
  }
  return total;
}

/** A column by a row. */
function outerProduct(out: usize, left: usize, right: usize, bias: usize, m: i32, n: i32, alpha: f32): void {
  const scale = f32x4.splat(alpha);
  for (; m > 0; m--) {
    const x = v128.load_splat<f32>(left);
    let from = right;
    let start = bias;
    let count = n;
    for (; count >= LANES; count -= LANES) {
      let value = f32x4.mul(f32x4.mul(x, v128.load(from)), scale);
      if (bias !== 0) {
        value = f32x4.add(value, v128.load(start));
        start += VECTOR_BYTES;
      }
      v128.store(out, value);
      out += VECTOR_BYTES;
      from += VECTOR_BYTES;
    }
    for (; count > 0; count--) {
      let value = f32x4.mul(f32x4.mul(x, v128.load_zero<f32>(from)), scale);
      if (bias !== 0) {
        value = f32x4.add(value, v128.load_zero<f32>(start));
        start += WORD_BYTES;
      }
      v128.store_lane<f32>(out, value, 0);
      out += WORD_BYTES;
      from += WORD_BYTES;
    }
    left += WORD_BYTES;
  }
}

function shift(out: usize, count: i32, constant: f32): void {
  for (; count > 0; count--) {
    store<f32>(out, load<f32>(out) + constant);
    out += WORD_BYTES;
  }
}
