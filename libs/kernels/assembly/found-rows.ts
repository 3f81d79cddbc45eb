// What a search has found so far: a heap of rows with the worst at its root, so that a row costs one comparison unless it
// is better than that. An entry is a float32 score and an int32 row.

const ENTRY_BYTES: usize = 8;

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
export function take(heap: usize, size: i32, k: i32, score: f32, row: i32): i32 {
  if (size < k) {
    push(heap, size, score, row);
    return size + 1;
  }
  if (score > load<f32>(heap)) replaceWorst(heap, size, score, row);
  return size;
}

/** What a row must have more than to be taken. */
export function boundOf(heap: usize, size: i32, k: i32): f32 {
  return size < k ? -f32.MAX_VALUE - f32.MAX_VALUE : load<f32>(heap);
}
