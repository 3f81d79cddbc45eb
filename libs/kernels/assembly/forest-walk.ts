// Scores a forest by walking down its trees, eight walks side by side: each waits for what it loads, and the processor
// takes the steps of the others meanwhile. For many rows they are eight rows in one tree, whose nodes stay in the
// nearest cache then; for one row they are eight trees. No step is behind a branch, since which side it goes to nobody
// could foresee: a leaf leads back to itself.
//
// All questions that nodes ask are answered before the trees, each once however many nodes ask it: a byte each, which
// holds a bit for each of eight rows, or for one row the distance from a left child to its right sibling. The thresholds
// of a column are ascending, so that those which a value is not below make one run.

/** Rows that go down a tree at once, and trees that a row goes down at once. */
const WALKS: i32 = 8;
/** How many rows are at least worth eight walks down a tree. */
const FEW_ROWS: i32 = 4;
/** A node: where the answer is to its question, and where its left child lies; its right child comes next. */
const NODE_BYTES: u8 = 8;
/**
 * A tree: its root, how many steps eight rows take before looking whether all are at leaves, whether to look, and its
 * output. For eight trees that one row goes down, how many steps and whether to look stand elsewhere.
 */
const TREE_BYTES: usize = 16;
const EIGHT_BYTES: usize = 8;
/** What is asked of a column: see `answer`. */
const COLUMN_BYTES: usize = 32;
/** Answers to the same questions: where they begin, and whether a missing value goes right. */
const PART_BYTES: usize = 8;

/** Leaf values that the eight walks have come to. */
const LEAVES_AT: usize = memory.data(WALKS * 4, 16);
/** A run of ones and its end. */
const RUN_AT: usize = memory.data<u8>(
  [
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0,
  ],
  16,
);

let columnsAt: usize = 0;
let columnsEnd: usize = 0;
let treesAt: usize = 0;
let treesEnd: usize = 0;
let eightsAt: usize = 0;
let answersAt: usize = 0;
/** Of eight rows, or of one. */
let answersBytes: usize = 0;
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
 * @param answers - room for the answers of `groups` times eight rows
 * @param answerCount - a multiple of sixteen
 */
export function layOut(
  columns: usize,
  columnCount: i32,
  trees: usize,
  treeCount: i32,
  eights: usize,
  nodes: usize,
  values: usize,
  answers: usize,
  answerCount: i32,
  groups: i32,
  outputCount: i32,
): void {
  columnsAt = columns;
  columnsEnd = columns + <usize>columnCount * COLUMN_BYTES;
  treesAt = trees;
  treesEnd = trees + <usize>treeCount * TREE_BYTES;
  eightsAt = eights;
  answersAt = answers;
  answersBytes = <usize>answerCount;
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

/** Sets the bits of the first `count` answers. */
@inline
function setRun(at: usize, count: usize, bits: v128): void {
  const end = at + (count & ~15);
  for (; at < end; at += 16) v128.store(at, v128.or(v128.load(at), bits));
  const rest = count & 15;
  if (rest) v128.store(at, v128.or(v128.load(at), v128.and(v128.load(RUN_AT + 16 - rest), bits)));
}

/** Sets the bits of the answers that are among the members of a class, a bit each. */
@inline
function setMembers(at: usize, members: usize, bytes: usize, bits: v128): void {
  const eachOfByte = i64x2.splat(0x8040201008040201);
  for (const end = members + bytes; members < end; members += 2, at += 16) {
    const both = i16x8.splat(load<i16>(members));
    const each = v128.shuffle<u8>(both, both, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    const isMember = i8x16.eq(v128.and(each, eachOfByte), eachOfByte);
    v128.store(at, v128.or(v128.load(at), v128.and(isMember, bits)));
  }
}

/**
 * Answers all questions for a row, which sets bits in the bytes of those for which it goes right. What is asked of a
 * column is eight words: where it lies in a row; where its thresholds lie, or the classes of its category codes, and how
 * many they are; where the members of the classes lie, and how many bytes each has, which are 0 for a number; where its
 * parts begin and end; and how many questions there are.
 */
function answer(row: usize, answers: usize, bits: v128): void {
  for (let column = columnsAt; column < columnsEnd; column += COLUMN_BYTES) {
    const value = load<f32>(row + load<usize>(column));
    const tableAt = load<usize>(column, 4);
    const entries = load<i32>(column, 8);
    const classBytes = load<usize>(column, 16);
    let part = load<usize>(column, 20);
    const end = load<usize>(column, 24);
    if (value != value) {
      for (; part < end; part += PART_BYTES) {
        if (load<i32>(part, 4)) setRun(answers + load<usize>(part), load<usize>(column, 28), bits);
      }
    } else if (classBytes == 0) {
      const count = <usize>countUpTo(value, tableAt, entries);
      for (; part < end; part += PART_BYTES) setRun(answers + load<usize>(part), count, bits);
    } else {
      // A negative code has the first entry, an unknown one the last.
      const entry = <i32>min<f32>(max<f32>(floor(value), -1), <f32>(entries - 2)) + 1;
      const members = load<usize>(column, 12) + load<usize>(tableAt + ((<usize>entry) << 2)) * classBytes;
      for (; part < end; part += PART_BYTES) setMembers(answers + load<usize>(part), members, classBytes, bits);
    }
  }
}

/** Takes a row down each of eight trees, and writes the values of the leaves. */
function descendTrees(tree: usize, answers: usize, steps: i32, mayGoOn: bool): void {
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
      a = load<usize>(a, 4) + <usize>load<u8>(answers + load<usize>(a));
      b = load<usize>(b, 4) + <usize>load<u8>(answers + load<usize>(b));
      c = load<usize>(c, 4) + <usize>load<u8>(answers + load<usize>(c));
      d = load<usize>(d, 4) + <usize>load<u8>(answers + load<usize>(d));
      e = load<usize>(e, 4) + <usize>load<u8>(answers + load<usize>(e));
      f = load<usize>(f, 4) + <usize>load<u8>(answers + load<usize>(f));
      g = load<usize>(g, 4) + <usize>load<u8>(answers + load<usize>(g));
      h = load<usize>(h, 4) + <usize>load<u8>(answers + load<usize>(h));
    }
    if (!mayGoOn || !isInside(a, b, c, d, e, f, g, h)) break;
    steps = 2;
  }
  keepLeaves(a, b, c, d, e, f, g, h);
}

/** Takes eight rows down a tree, and writes the values of the leaves. */
function descendRows(tree: usize, answers: usize, steps: i32, mayGoOn: bool): void {
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
      a = load<usize>(a, 4) + ((<usize>load<u8>(answers + load<usize>(a)) << 3) & 8);
      b = load<usize>(b, 4) + ((<usize>load<u8>(answers + load<usize>(b)) << 2) & 8);
      c = load<usize>(c, 4) + ((<usize>load<u8>(answers + load<usize>(c)) << 1) & 8);
      d = load<usize>(d, 4) + (<usize>load<u8>(answers + load<usize>(d)) & 8);
      e = load<usize>(e, 4) + ((<usize>load<u8>(answers + load<usize>(e)) >>> 1) & 8);
      f = load<usize>(f, 4) + ((<usize>load<u8>(answers + load<usize>(f)) >>> 2) & 8);
      g = load<usize>(g, 4) + ((<usize>load<u8>(answers + load<usize>(g)) >>> 3) & 8);
      h = load<usize>(h, 4) + ((<usize>load<u8>(answers + load<usize>(h)) >>> 4) & 8);
    }
    if (!mayGoOn || !isInside(a, b, c, d, e, f, g, h)) break;
    steps = 2;
  }
  keepLeaves(a, b, c, d, e, f, g, h);
}

/** Whether a walk is not at a leaf, whose question is the first one. */
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
function scoreOne(sums: usize): void {
  let eight = eightsAt;
  for (let tree = treesAt; tree < treesEnd; tree += <usize>WALKS * TREE_BYTES) {
    descendTrees(tree, answersAt, load<i32>(eight), load<i32>(eight, 4) != 0);
    eight += EIGHT_BYTES;
    const end = min(tree + <usize>WALKS * TREE_BYTES, treesEnd);
    let leaf = LEAVES_AT;
    for (let each = tree; each < end; each += TREE_BYTES, leaf += 4) {
      const sum = sums + ((<usize>load<i32>(each, 12)) << 2);
      store<f32>(sum, load<f32>(sum) + load<f32>(leaf));
    }
  }
}

/** Scores as many rows as there is room for their answers. */
function scoreSome(rows: usize, count: i32, rowBytes: usize, sums: usize): void {
  const sumsBytes = (<usize>outputs) << 2;
  const groups = (count + WALKS - FEW_ROWS) >>> 3;
  const together = min(groups << 3, count);
  memory.fill(answersAt, 0, <usize>groups * answersBytes);
  for (let i = 0; i < together; i++) {
    const answers = answersAt + <usize>(i >>> 3) * answersBytes;
    answer(rows + (<usize>i) * rowBytes, answers, i8x16.splat(<i8>((<i32>1) << (i & 7))));
  }
  for (let tree = groups > 0 ? treesAt : treesEnd; tree < treesEnd; tree += TREE_BYTES) {
    const steps = load<i32>(tree, 4);
    const mayGoOn = load<i32>(tree, 8) != 0;
    let answers = answersAt;
    let sum = sums + ((<usize>load<i32>(tree, 12)) << 2);
    for (let group = 0; group < groups; group++) {
      descendRows(tree, answers, steps, mayGoOn);
      addRows(sum);
      answers += answersBytes;
      sum += sumsBytes << 3;
    }
  }
  for (let i = together; i < count; i++) {
    memory.fill(answersAt, 0, answersBytes);
    answer(rows + (<usize>i) * rowBytes, answersAt, i8x16.splat(NODE_BYTES));
    scoreOne(sums + (<usize>i) * sumsBytes);
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
