// Finds the rows of a table with the greatest inner products with a query: float32, four numbers at a time of four rows
// side by side, since each sum waits for its last addition and not for those of the others. What was found so far lies
// in a heap with the worst at its root, so that a row costs one comparison unless it is better than that.

const ENTRY_BYTES: usize = 8;
const ROWS_AT_ONCE: i32 = 4;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

/** Whether the entry at `a` is to leave the heap before that at `b`: of two rows that are as near, the later one. */
function isWorse(a: usize, b: usize): bool {
  const score = load<f32>(a);
  const other = load<f32>(b);
  return score < other || (score == other && load<i32>(a, 4) > load<i32>(b, 4));
}

function swap(a: usize, b: usize): void {
  const entry = load<u64>(a);
  store<u64>(a, load<u64>(b));
  store<u64>(b, entry);
}

/** Adds a row to a heap of `size` entries, which has room for it. */
function push(heap: usize, size: i32, score: f32, row: i32): void {
  let place = size;
  store<f32>(heap + <usize>place * ENTRY_BYTES, score);
  store<i32>(heap + <usize>place * ENTRY_BYTES, row, 4);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const at = heap + <usize>place * ENTRY_BYTES;
    const above = heap + <usize>parent * ENTRY_BYTES;
    if (!isWorse(at, above)) return;
    swap(at, above);
    place = parent;
  }
}

/** Puts a row in the place of the worst one. */
function replaceWorst(heap: usize, size: i32, score: f32, row: i32): void {
  store<f32>(heap, score);
  store<i32>(heap, row, 4);
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) return;
    let below = heap + <usize>child * ENTRY_BYTES;
    if (child + 1 < size && isWorse(below + ENTRY_BYTES, below)) {
      child++;
      below += ENTRY_BYTES;
    }
    const at = heap + <usize>place * ENTRY_BYTES;
    if (!isWorse(below, at)) return;
    swap(at, below);
    place = child;
  }
}

/** Takes a row that is better than the worst of a full heap, or any for one that is not full; returns the new size. */
function take(heap: usize, size: i32, k: i32, score: f32, row: i32): i32 {
  if (size < k) {
    push(heap, size, score, row);
    return size + 1;
  }
  if (score > load<f32>(heap)) replaceWorst(heap, size, score, row);
  return size;
}

/** What a row must have more than to be taken. */
function boundOf(heap: usize, size: i32, k: i32): f32 {
  return size < k ? -f32.MAX_VALUE - f32.MAX_VALUE : load<f32>(heap);
}

/** The four sums of four vectors: the even numbers and the odd ones of each, and then both. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
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
    let a = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      a = f32x4.add(a, f32x4.mul(v128.load(query + at), v128.load(row + at)));
    }
    const score = f32x4.extract_lane(sumsOf(a, a, a, a), 0);
    if (score > bound) {
      size = take(heap, size, k, score, firstRow + i);
      bound = boundOf(heap, size, k);
    }
    row += rowBytes;
  }
  return size;
}
