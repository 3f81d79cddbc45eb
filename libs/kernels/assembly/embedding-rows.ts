// Pools rows of an embedding table for a batch, and updates rows by their gradients: Adam and Adagrad, float32, four
// numbers at a time. The rows of a large table come from main memory; a number of each of their cache lines is read
// before any is computed with, since such reads overlap, and between the arithmetic they would be waited for in turn.
import { follow } from './adam-rule';

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const LINE_BYTES: usize = 64;
/** Rows that are read ahead and then updated: they fit into the nearest memory. */
const BLOCK_ROWS: i32 = 32;

/** Where what was read ahead goes, so that no compiler finds that useless. */
let lastRead: f32 = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

function wordAt(array: usize, i: i32): usize {
  return array + ((<usize>i) << 2);
}

function readAhead(table: usize, rowBytes: usize, rows: usize, count: i32): void {
  let sum: f32 = 0;
  for (let i = 0; i < count; i++) {
    const start = table + <usize>load<u32>(wordAt(rows, i)) * rowBytes;
    const end = start + rowBytes;
    for (let at = start; at < end; at += LINE_BYTES) sum += load<f32>(at);
    sum += load<f32>(end - WORD_BYTES);
  }
  lastRead = sum;
}

/**
 * Sums the rows of bags, and divides each sum.
 *
 * @param table - float32 [any, dim]
 * @param rows - int32: the rows of all bags, bag after bag
 * @param ends - int32 [bags]: where each bag ends
 * @param divisors - float32 [bags]
 * @param out - float32 [bags, dim], written; zeros for an empty bag
 */
export function pool(
  table: usize,
  dim: i32,
  rows: usize,
  ends: usize,
  divisors: usize,
  bags: i32,
  out: usize,
): void {
  if (bags === 0) return;
  const rowBytes = (<usize>dim) << 2;
  const vectorBytes = rowBytes & ~(VECTOR_BYTES - 1);
  readAhead(table, rowBytes, rows, load<i32>(wordAt(ends, bags - 1)));
  let begin = 0;
  let target = out;
  for (let bag = 0; bag < bags; bag++) {
    const end = load<i32>(wordAt(ends, bag));
    const divisor = load<f32>(wordAt(divisors, bag));
    let at: usize = 0;
    for (; at + LINE_BYTES <= rowBytes; at += LINE_BYTES) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      for (let i = begin; i < end; i++) {
        const row = table + <usize>load<u32>(wordAt(rows, i)) * rowBytes + at;
        a = f32x4.add(a, v128.load(row));
        b = f32x4.add(b, v128.load(row, 16));
        c = f32x4.add(c, v128.load(row, 32));
        d = f32x4.add(d, v128.load(row, 48));
      }
      const by = f32x4.splat(divisor);
      v128.store(target + at, f32x4.div(a, by));
      v128.store(target + at, f32x4.div(b, by), 16);
      v128.store(target + at, f32x4.div(c, by), 32);
      v128.store(target + at, f32x4.div(d, by), 48);
    }
    for (; at < vectorBytes; at += VECTOR_BYTES) {
      let sum = f32x4.splat(0);
      for (let i = begin; i < end; i++) {
        sum = f32x4.add(sum, v128.load(table + <usize>load<u32>(wordAt(rows, i)) * rowBytes + at));
      }
      v128.store(target + at, f32x4.div(sum, f32x4.splat(divisor)));
    }
    for (; at < rowBytes; at += WORD_BYTES) {
      let sum: f32 = 0;
      for (let i = begin; i < end; i++) {
        sum += load<f32>(table + <usize>load<u32>(wordAt(rows, i)) * rowBytes + at);
      }
      store<f32>(target + at, sum / divisor);
    }
    begin = end;
    target += rowBytes;
  }
}

/**
 * Adam for rows that are all different.
 *
 * @param values - float32 [any, dim]
 * @param moments - float32 [any, 2, dim]: the mean of each row, then its mean square
 * @param rows - int32 [count]
 * @param gradients - float32 [count, dim]
 */
export function adam(
  values: usize,
  moments: usize,
  dim: i32,
  rows: usize,
  gradients: usize,
  count: i32,
  rate: f32,
  smallest: f32,
  keptMean: f32,
  newMean: f32,
  keptSquare: f32,
  newSquare: f32,
): void {
  const rowBytes = (<usize>dim) << 2;
  let gradient = gradients;
  for (let begin = 0; begin < count; begin += BLOCK_ROWS) {
    const blockRows = wordAt(rows, begin);
    const size = min(BLOCK_ROWS, count - begin);
    readAhead(values, rowBytes, blockRows, size);
    readAhead(moments, 2 * rowBytes, blockRows, size);
    for (let i = 0; i < size; i++) {
      const row = <usize>load<u32>(wordAt(blockRows, i));
      const value = values + row * rowBytes;
      const mean = moments + 2 * row * rowBytes;
      follow(
        value,
        gradient,
        mean,
        mean + rowBytes,
        rowBytes,
        rate,
        smallest,
        keptMean,
        newMean,
        keptSquare,
        newSquare,
        1,
      );
      gradient += rowBytes;
    }
  }
}

/**
 * Adagrad for rows that are all different.
 *
 * @param squares - float32 [any, dim]: the sum of the squares of all gradients
 */
export function adagrad(
  values: usize,
  squares: usize,
  dim: i32,
  rows: usize,
  gradients: usize,
  count: i32,
  rate: f32,
  epsilon: f32,
): void {
  const rowBytes = (<usize>dim) << 2;
  const vectorBytes = rowBytes & ~(VECTOR_BYTES - 1);
  let gradient = gradients;
  for (let begin = 0; begin < count; begin += BLOCK_ROWS) {
    const blockRows = wordAt(rows, begin);
    const size = min(BLOCK_ROWS, count - begin);
    readAhead(values, rowBytes, blockRows, size);
    readAhead(squares, rowBytes, blockRows, size);
    for (let i = 0; i < size; i++) {
      const row = <usize>load<u32>(wordAt(blockRows, i));
      const value = values + row * rowBytes;
      const square = squares + row * rowBytes;
      let at: usize = 0;
      for (; at < vectorBytes; at += VECTOR_BYTES) {
        const g = v128.load(gradient + at);
        const s = f32x4.add(v128.load(square + at), f32x4.mul(g, g));
        v128.store(square + at, s);
        const step = f32x4.div(
          f32x4.mul(g, f32x4.splat(rate)),
          f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon)),
        );
        v128.store(value + at, f32x4.sub(v128.load(value + at), step));
      }
      for (; at < rowBytes; at += WORD_BYTES) {
        const g = load<f32>(gradient + at);
        const s = load<f32>(square + at) + g * g;
        store<f32>(square + at, s);
        store<f32>(value + at, load<f32>(value + at) - (g * rate) / (sqrt<f32>(s) + epsilon));
      }
      gradient += rowBytes;
    }
  }
}
