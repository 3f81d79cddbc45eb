// Scores a forest by walking down its trees, eight walks side by side: each waits for what it loads, and the processor
// takes the steps of the others meanwhile. For many rows they are eight rows in one tree, whose nodes stay in the
// nearest cache then; for one row they are eight trees. No step is behind a branch, since which side it goes to nobody
// could foresee: a leaf leads back to itself.
//
// Rows are looked at once, before the trees: what a node asks of a row is the bit `rank` of one of its slots, 1 to go
// right. For a number the slot points into a run of ones followed by zeros, so that as many bits are 1 as thresholds
// are not above it; for a category it points to the bits of the sets that it is in.

/** Rows that go down a tree at once, and trees that a row goes down at once. */
const WALKS: i32 = 8;
/** How many rows are at least worth eight walks down a tree. */
const FEW_ROWS: i32 = 4;
/** A node: the slot (upper half) and rank of its bit, and where its left child lies; its right child comes next. */
const NODE_SHIFT: i32 = 3;
/** A slot has room for eight rows. */
const SLOT_BYTES: usize = 32;
/**
 * A tree: its root, how many steps eight rows take before looking whether all are at leaves, whether to look, and its
 * output. For eight trees that one row goes down, how many steps and whether to look stand elsewhere.
 */
const TREE_BYTES: usize = 16;
const EIGHT_BYTES: usize = 8;
/** A feature: see `seeRow`. */
const FEATURE_BYTES: usize = 32;
/** A part of its ranks: the first one, and how many bits are 1 where the value is missing. */
const PART_BYTES: usize = 8;

/** Leaf values that the eight walks have come to. */
const LEAVES_AT: usize = memory.data(WALKS * 4, 16);

let featuresAt: usize = 0;
let featuresEnd: usize = 0;
/** The first bit that is 0 behind a run of ones. */
let edge: u32 = 0;
let treesAt: usize = 0;
let treesEnd: usize = 0;
let eightsAt: usize = 0;
let seenAt: usize = 0;
/** Of the slots of eight rows. */
let seenBytes: usize = 0;
let groupsAtOnce: i32 = 0;
/** Added to half the address of a leaf it is that of its value. */
let valuesFrom: usize = 0;
let outputs: i32 = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * Takes the addresses of what a forest is laid out as.
 *
 * @param trees - with `treeCount` trees, and more up to a multiple of eight, which count for nothing
 * @param seen - room for the slots of `groups` times eight rows
 */
export function layOut(
  features: usize,
  featureCount: i32,
  edgeAt: usize,
  trees: usize,
  treeCount: i32,
  eights: usize,
  nodes: usize,
  values: usize,
  seen: usize,
  slotCount: i32,
  groups: i32,
  outputCount: i32,
): void {
  featuresAt = features;
  featuresEnd = features + <usize>featureCount * FEATURE_BYTES;
  edge = <u32>edgeAt << 3;
  treesAt = trees;
  treesEnd = trees + <usize>treeCount * TREE_BYTES;
  eightsAt = eights;
  seenAt = seen;
  seenBytes = <usize>slotCount * SLOT_BYTES;
  groupsAtOnce = groups;
  valuesFrom = values - (nodes >>> 1);
  outputs = outputCount;
}

/** How many of some ascending thresholds are not above a value. */
@inline
function countUpTo(value: f32, first: usize, thresholds: i32): i32 {
  let length = thresholds;
  let low = first;
  while (length > 1) {
    const half = length >>> 1;
    const middle = low + ((<usize>half) << 2);
    // Chosen and not jumped to: which side it is, nobody could foresee.
    low = select<usize>(middle, low, load<f32>(middle - 4) <= value);
    length -= half;
  }
  return <i32>((low - first) >> 2) + select<i32>(1, 0, load<f32>(low) <= value);
}

/**
 * Writes the slots of a row. A feature is eight words: where its column lies in a row; where its thresholds lie and how
 * many there are, or where the classes of its category codes lie and of how many entries; where the bits of the classes
 * lie and how many bytes each has, which are 0 for a number; and where its parts begin and end.
 */
function seeRow(row: usize, seen: usize): void {
  store<u32>(seen, edge);
  let slot = seen + SLOT_BYTES;
  for (let feature = featuresAt; feature < featuresEnd; feature += FEATURE_BYTES) {
    const value = load<f32>(row + load<u32>(feature));
    const tableAt = load<usize>(feature, 4);
    const entries = load<i32>(feature, 8);
    const classBytes = load<u32>(feature, 16);
    const end = load<usize>(feature, 24);
    const isMissing = value != value;
    if (classBytes == 0) {
      const seenRanks = isMissing ? 0 : countUpTo(value, tableAt, entries);
      for (let part = load<usize>(feature, 20); part < end; part += PART_BYTES) {
        const ones = isMissing ? load<i32>(part, 4) : min(max(seenRanks - load<i32>(part), 0), 0xffff);
        store<u32>(slot, edge - ones);
        slot += SLOT_BYTES;
      }
    } else {
      // A negative code has the first entry, an unknown one the last.
      const entry = isMissing ? 0 : <i32>min<f32>(max<f32>(floor(value), -1), <f32>(entries - 2)) + 1;
      const bits = (load<u32>(feature, 12) + load<u32>(tableAt + ((<usize>entry) << 2)) * classBytes) << 3;
      for (let part = load<usize>(feature, 20); part < end; part += PART_BYTES) {
        store<u32>(slot, isMissing ? edge - load<u32>(part, 4) : bits + load<u32>(part));
        slot += SLOT_BYTES;
      }
    }
  }
}

/** Where a walk is after a step from a node, with its first word and the slot that this names. */
@inline
function step(at: usize, node: u32, slot: u32): usize {
  const bit = slot + (node & 0xffff);
  const goesRight = (<u32>load<u8>(<usize>(bit >>> 3)) >>> (bit & 7)) & 1;
  return load<usize>(at, 4) + ((<usize>goesRight) << NODE_SHIFT);
}

@inline
function slotOf(seen: usize, node: u32): usize {
  return seen + <usize>((node >>> 11) & 0x1fffe0);
}

/** Takes a row down each of eight trees, and writes the values of the leaves. */
function descendTrees(tree: usize, seen: usize, steps: i32, mayGoOn: bool): void {
  let a = load<usize>(tree);
  let b = load<usize>(tree, 16);
  let c = load<usize>(tree, 32);
  let d = load<usize>(tree, 48);
  let e = load<usize>(tree, 64);
  let f = load<usize>(tree, 80);
  let g = load<usize>(tree, 96);
  let h = load<usize>(tree, 112);
  for (;;) {
    for (; steps > 0; steps--) {
      const na = load<u32>(a);
      a = step(a, na, load<u32>(slotOf(seen, na)));
      const nb = load<u32>(b);
      b = step(b, nb, load<u32>(slotOf(seen, nb)));
      const nc = load<u32>(c);
      c = step(c, nc, load<u32>(slotOf(seen, nc)));
      const nd = load<u32>(d);
      d = step(d, nd, load<u32>(slotOf(seen, nd)));
      const ne = load<u32>(e);
      e = step(e, ne, load<u32>(slotOf(seen, ne)));
      const nf = load<u32>(f);
      f = step(f, nf, load<u32>(slotOf(seen, nf)));
      const ng = load<u32>(g);
      g = step(g, ng, load<u32>(slotOf(seen, ng)));
      const nh = load<u32>(h);
      h = step(h, nh, load<u32>(slotOf(seen, nh)));
    }
    if (!mayGoOn || !isInside(a, b, c, d, e, f, g, h)) break;
    steps = 2;
  }
  keepLeaves(a, b, c, d, e, f, g, h);
}

/** Takes eight rows down a tree, and writes the values of the leaves. */
function descendRows(tree: usize, seen: usize, steps: i32, mayGoOn: bool): void {
  let a = load<usize>(tree);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (;;) {
    for (; steps > 0; steps--) {
      const na = load<u32>(a);
      a = step(a, na, load<u32>(slotOf(seen, na)));
      const nb = load<u32>(b);
      b = step(b, nb, load<u32>(slotOf(seen, nb), 4));
      const nc = load<u32>(c);
      c = step(c, nc, load<u32>(slotOf(seen, nc), 8));
      const nd = load<u32>(d);
      d = step(d, nd, load<u32>(slotOf(seen, nd), 12));
      const ne = load<u32>(e);
      e = step(e, ne, load<u32>(slotOf(seen, ne), 16));
      const nf = load<u32>(f);
      f = step(f, nf, load<u32>(slotOf(seen, nf), 20));
      const ng = load<u32>(g);
      g = step(g, ng, load<u32>(slotOf(seen, ng), 24));
      const nh = load<u32>(h);
      h = step(h, nh, load<u32>(slotOf(seen, nh), 28));
    }
    if (!mayGoOn || !isInside(a, b, c, d, e, f, g, h)) break;
    steps = 2;
  }
  keepLeaves(a, b, c, d, e, f, g, h);
}

/** Whether a walk is not at a leaf, whose first word is 0. */
@inline
function isInside(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  g: usize,
  h: usize,
): bool {
  const some = load<u32>(a) | load<u32>(b) | load<u32>(c) | load<u32>(d);
  return (some | load<u32>(e) | load<u32>(f) | load<u32>(g) | load<u32>(h)) != 0;
}

@inline
function keepLeaves(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  g: usize,
  h: usize,
): void {
  const from = valuesFrom;
  store<f32>(LEAVES_AT, load<f32>(from + (a >>> 1)));
  store<f32>(LEAVES_AT, load<f32>(from + (b >>> 1)), 4);
  store<f32>(LEAVES_AT, load<f32>(from + (c >>> 1)), 8);
  store<f32>(LEAVES_AT, load<f32>(from + (d >>> 1)), 12);
  store<f32>(LEAVES_AT, load<f32>(from + (e >>> 1)), 16);
  store<f32>(LEAVES_AT, load<f32>(from + (f >>> 1)), 20);
  store<f32>(LEAVES_AT, load<f32>(from + (g >>> 1)), 24);
  store<f32>(LEAVES_AT, load<f32>(from + (h >>> 1)), 28);
}

/** Adds the leaves of eight rows to their sums of one output. */
@inline
function addRows(sums: usize): void {
  if (outputs == 1) {
    v128.store(sums, f32x4.add(v128.load(sums), v128.load(LEAVES_AT)));
    v128.store(sums, f32x4.add(v128.load(sums, 16), v128.load(LEAVES_AT, 16)), 16);
    return;
  }
  const stride = (<usize>outputs) << 2;
  for (let leaf: usize = 0; leaf < <usize>WALKS << 2; leaf += 4, sums += stride) {
    store<f32>(sums, load<f32>(sums) + load<f32>(LEAVES_AT + leaf));
  }
}

/** Adds the leaves of all trees for one row, in the order of the trees. */
function scoreOne(seen: usize, sums: usize): void {
  let eight = eightsAt;
  for (let tree = treesAt; tree < treesEnd; tree += <usize>WALKS * TREE_BYTES) {
    descendTrees(tree, seen, load<i32>(eight), load<i32>(eight, 4) != 0);
    eight += EIGHT_BYTES;
    const end = min(tree + <usize>WALKS * TREE_BYTES, treesEnd);
    let leaf = LEAVES_AT;
    for (let each = tree; each < end; each += TREE_BYTES, leaf += 4) {
      const sum = sums + ((<usize>load<i32>(each, 12)) << 2);
      store<f32>(sum, load<f32>(sum) + load<f32>(leaf));
    }
  }
}

/** Scores as many rows as there are slots for. */
function scoreSome(rows: usize, count: i32, rowBytes: usize, sums: usize): void {
  for (let i = 0; i < count; i++) {
    const seen = seenAt + <usize>(i >>> 3) * seenBytes + ((<usize>(i & 7)) << 2);
    seeRow(rows + (<usize>i) * rowBytes, seen);
  }
  const sumsBytes = (<usize>outputs) << 2;
  const groups = (count + WALKS - FEW_ROWS) >>> 3;
  for (let tree = treesAt; tree < treesEnd; tree += TREE_BYTES) {
    const steps = load<i32>(tree, 4);
    const mayGoOn = load<i32>(tree, 8) != 0;
    let seen = seenAt;
    let sum = sums + ((<usize>load<i32>(tree, 12)) << 2);
    for (let group = 0; group < groups; group++) {
      descendRows(tree, seen, steps, mayGoOn);
      addRows(sum);
      seen += seenBytes;
      sum += sumsBytes << 3;
    }
  }
  for (let i = groups << 3; i < count; i++) {
    const seen = seenAt + (<usize>groups) * seenBytes + ((<usize>(i & 7)) << 2);
    scoreOne(seen, sums + (<usize>i) * sumsBytes);
  }
}

/**
 * Scores rows: the float32 sums of their leaves, in the order of the trees.
 *
 * @param rows - row-major float32 [rowCount, width]
 * @param sums - float32 [rowCount, outputs], written, and some of what comes behind, up to seven rows
 */
export function score(rows: usize, rowCount: i32, width: i32, sums: usize): void {
  const rowBytes = (<usize>width) << 2;
  const sumsBytes = (<usize>outputs) << 2;
  const atOnce = groupsAtOnce << 3;
  memory.fill(sums, 0, <usize>rowCount * sumsBytes);
  for (let row = 0; row < rowCount; row += atOnce) {
    const at = <usize>row;
    scoreSome(rows + at * rowBytes, min(atOnce, rowCount - row), rowBytes, sums + at * sumsBytes);
  }
}
