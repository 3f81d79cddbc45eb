// Scores a forest without walking down its trees: what `ForestKernel` of the inference library explains, for many rows.
// The leaf sets of four rows are found one after the other, and their leaves are added side by side, since each sum
// waits for its last addition and not for those of the others.

const FEATURES_PER_PASS: i32 = 8;
const ROWS_AT_ONCE: i32 = 4;
/** Leaf values of a word: 32 float32. */
const WORD_LEAVES_BYTES: usize = 128;

/** Where the entries of the features of a pass lie. */
const ENTRIES_AT: usize = memory.data(FEATURES_PER_PASS * 4, 16);

let cutsAt: usize = 0;
let cutStartsAt: usize = 0;
let columnsAt: usize = 0;
let tableStartsAt: usize = 0;
let tableAt: usize = 0;
let leavesAt: usize = 0;
/** The leaf sets of the rows at hand. */
let openAt: usize = 0;
let slots: i32 = 0;
let wordBytes: usize = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

/** How many rows have room where the leaf sets are. */
export function rowsAtOnce(): i32 {
  return ROWS_AT_ONCE;
}

/** Takes the addresses of the tables of a forest; `slotCount` is a multiple of eight, `words` one of four. */
export function layOut(
  cuts: usize,
  cutStarts: usize,
  columns: usize,
  tableStarts: usize,
  table: usize,
  leaves: usize,
  open: usize,
  slotCount: i32,
  words: i32,
): void {
  cutsAt = cuts;
  cutStartsAt = cutStarts;
  columnsAt = columns;
  tableStartsAt = tableStarts;
  tableAt = table;
  leavesAt = leaves;
  openAt = open;
  slots = slotCount;
  wordBytes = (<usize>words) << 2;
}

/** The table's entry for the value that a row has of the feature in a slot. */
function entryOf(slot: usize, row: usize): usize {
  const column = load<i32>(columnsAt + (slot << 2));
  if (column < 0) return tableAt;
  const value = load<f32>(row + ((<usize>column) << 2));
  const start = load<i32>(cutStartsAt + (slot << 2));
  let length = load<i32>(cutStartsAt + (slot << 2), 4) - start;
  let entry = length + 1;
  if (value == value) {
    const first = cutsAt + ((<usize>start) << 2);
    let low = first;
    while (length > 1) {
      const half = length >>> 1;
      const middle = low + ((<usize>half) << 2);
      // Chosen and not jumped to: which side it is, nobody could foresee.
      low = select<usize>(middle, low, load<f32>(middle - 4) <= value);
      length -= half;
    }
    entry = <i32>((low - first) >> 2) + select<i32>(1, 0, load<f32>(low) <= value);
  }
  return tableAt + <usize>(load<i32>(tableStartsAt + (slot << 2)) + entry) * wordBytes;
}

/** Writes which leaves of each word a row can reach. */
function openLeaves(row: usize, open: usize): void {
  const bytes = wordBytes;
  for (let pass = 0; pass < slots; pass += FEATURES_PER_PASS) {
    for (let i = 0; i < FEATURES_PER_PASS; i++)
      store<usize>(ENTRIES_AT + ((<usize>i) << 2), entryOf(<usize>(pass + i), row));
    const a = load<usize>(ENTRIES_AT);
    const b = load<usize>(ENTRIES_AT, 4);
    const c = load<usize>(ENTRIES_AT, 8);
    const d = load<usize>(ENTRIES_AT, 12);
    const e = load<usize>(ENTRIES_AT, 16);
    const f = load<usize>(ENTRIES_AT, 20);
    const g = load<usize>(ENTRIES_AT, 24);
    const h = load<usize>(ENTRIES_AT, 28);
    for (let at: usize = 0; at < bytes; at += 16) {
      let words = v128.and(
        v128.and(
          v128.and(v128.load(a + at), v128.load(b + at)),
          v128.and(v128.load(c + at), v128.load(d + at)),
        ),
        v128.and(
          v128.and(v128.load(e + at), v128.load(f + at)),
          v128.and(v128.load(g + at), v128.load(h + at)),
        ),
      );
      if (pass > 0) words = v128.and(words, v128.load(open + at));
      v128.store(open + at, words);
    }
  }
}

/** The value of the one leaf that is left of a word; 0, which changes no sum, if none is. */
function leafOf(word: u32, leaves: usize): f32 {
  return select<f32>(load<f32>(leaves + ((<usize>(ctz<u32>(word) & 31)) << 2)), 0, word != 0);
}

/**
 * Scores rows: the float32 sums of their leaves, in the order of the words.
 *
 * @param rowsAt - row-major float32 [rowCount, width]
 * @param scoresAt - float32 [rowCount], written
 */
export function score(rowsAt: usize, rowCount: i32, width: i32, scoresAt: usize): void {
  const bytes = wordBytes;
  const rowBytes = (<usize>width) << 2;
  const first = openAt;
  const second = first + bytes;
  const third = second + bytes;
  const fourth = third + bytes;
  let row = rowsAt;
  let target = scoresAt;
  let left = rowCount;
  for (; left >= ROWS_AT_ONCE; left -= ROWS_AT_ONCE) {
    openLeaves(row, first);
    openLeaves(row + rowBytes, second);
    openLeaves(row + 2 * rowBytes, third);
    openLeaves(row + 3 * rowBytes, fourth);
    let leaves = leavesAt;
    let sum0: f32 = 0;
    let sum1: f32 = 0;
    let sum2: f32 = 0;
    let sum3: f32 = 0;
    for (let at: usize = 0; at < bytes; at += 4) {
      sum0 += leafOf(load<u32>(first + at), leaves);
      sum1 += leafOf(load<u32>(second + at), leaves);
      sum2 += leafOf(load<u32>(third + at), leaves);
      sum3 += leafOf(load<u32>(fourth + at), leaves);
      leaves += WORD_LEAVES_BYTES;
    }
    store<f32>(target, sum0);
    store<f32>(target, sum1, 4);
    store<f32>(target, sum2, 8);
    store<f32>(target, sum3, 12);
    row += <usize>ROWS_AT_ONCE * rowBytes;
    target += <usize>ROWS_AT_ONCE * 4;
  }
  for (; left > 0; left--) {
    openLeaves(row, first);
    let leaves = leavesAt;
    let sum: f32 = 0;
    for (let at: usize = 0; at < bytes; at += 4) {
      sum += leafOf(load<u32>(first + at), leaves);
      leaves += WORD_LEAVES_BYTES;
    }
    store<f32>(target, sum);
    row += rowBytes;
    target += 4;
  }
}
