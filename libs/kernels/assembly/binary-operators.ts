// What is done to the numbers of two operands, place by place; an operand is broadcast where its stride is 0.

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;

const ADD: i32 = 0;
const SUB: i32 = 1;
const MUL: i32 = 2;
const DIV: i32 = 3;
const MIN: i32 = 4;
const MAX: i32 = 5;
const SQUARED_DIFFERENCE: i32 = 6;

/** How the rows of the last two axes lie: from row to row in bytes, within them in numbers. */
let rowCount: i32 = 0;
let rowSize: i32 = 0;
let leftRow: usize = 0;
let leftStride: i32 = 0;
let rightRow: usize = 0;
let rightStride: i32 = 0;

/**
 * Strides are in numbers.
 *
 * @param op - its place in `BINARY_OPERATORS` of `step-kernel.ts`
 * @param out - float32 [n0, n1, n2]
 * @param l0 - of `left`, from one number along the first axis to the next
 * @param r0 - of `right`
 */
export function binary(
  op: i32,
  out: usize,
  left: usize,
  right: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  l0: i32,
  l1: i32,
  l2: i32,
  r0: i32,
  r1: i32,
  r2: i32,
): void {
  // Axes of one number go, and those that follow each other in both operands become one: the last is as long as it can be.
  if (n1 === 1) {
    n1 = n0;
    l1 = l0;
    r1 = r0;
    n0 = 1;
  }
  for (let axis = 0; axis < 2; axis++) {
    if (n2 === 1) {
      n2 = n1;
      l2 = l1;
      r2 = r1;
    } else if (l1 === l2 * n2 && r1 === r2 * n2) {
      n2 *= n1;
    } else {
      break;
    }
    n1 = n0;
    l1 = l0;
    r1 = r0;
    n0 = 1;
  }
  rowCount = n1;
  rowSize = n2;
  leftRow = (<usize>l1) << 2;
  leftStride = l2;
  rightRow = (<usize>r1) << 2;
  rightStride = r2;
  const rows = rowsFor(op);
  const bytes = (<usize>n1 * <usize>n2) << 2;
  for (; n0 > 0; n0--) {
    rows(out, left, right);
    out += bytes;
    left += (<usize>l0) << 2;
    right += (<usize>r0) << 2;
  }
}

type Rows = (out: usize, left: usize, right: usize) => void;

// A function for each operator: in one for all of them the numbers of an inner loop would not stay in registers.
function rowsFor(op: i32): Rows {
  switch (op) {
    case ADD:
      return (out: usize, left: usize, right: usize): void => rowsOf(ADD, out, left, right);
    case SUB:
      return (out: usize, left: usize, right: usize): void => rowsOf(SUB, out, left, right);
    case MUL:
      return (out: usize, left: usize, right: usize): void => rowsOf(MUL, out, left, right);
    case DIV:
      return (out: usize, left: usize, right: usize): void => rowsOf(DIV, out, left, right);
    case MIN:
      return (out: usize, left: usize, right: usize): void => rowsOf(MIN, out, left, right);
    case MAX:
      return (out: usize, left: usize, right: usize): void => rowsOf(MAX, out, left, right);
    case SQUARED_DIFFERENCE:
      return (out: usize, left: usize, right: usize): void => rowsOf(SQUARED_DIFFERENCE, out, left, right);
    default:
      return unreachable();
  }
}

// The operator is known wherever this is inlined, and nothing is left of the others.
@inline
function resultOf(op: i32, a: v128, b: v128): v128 {
  if (op === ADD) return f32x4.add(a, b);
  if (op === SUB) return f32x4.sub(a, b);
  if (op === MUL) return f32x4.mul(a, b);
  if (op === DIV) return f32x4.div(a, b);
  // Where the comparison is with NaN the first is taken, and all bits set are NaN: a third of what `f32x4.max` costs.
  if (op === MIN) return v128.or(f32x4.pmin(a, b), f32x4.ne(b, b));
  if (op === MAX) return v128.or(f32x4.pmax(a, b), f32x4.ne(b, b));
  const difference = f32x4.sub(a, b);
  return f32x4.mul(difference, difference);
}

@inline
function rowsOf(op: i32, out: usize, left: usize, right: usize): void {
  const size = rowSize;
  const rowBytes = (<usize>size) << 2;
  const leftBytes = leftRow;
  const rightBytes = rightRow;
  const l = leftStride;
  const r = rightStride;
  if (l === 1 && r === 1) {
    for (let row = rowCount; row > 0; row--) {
      pairs(op, out, left, right, size);
      out += rowBytes;
      left += leftBytes;
      right += rightBytes;
    }
  } else if (l === 1 && r === 0) {
    for (let row = rowCount; row > 0; row--) {
      withRight(op, out, left, right, size);
      out += rowBytes;
      left += leftBytes;
      right += rightBytes;
    }
  } else if (l === 0 && r === 1) {
    for (let row = rowCount; row > 0; row--) {
      withLeft(op, out, left, right, size);
      out += rowBytes;
      left += leftBytes;
      right += rightBytes;
    }
  } else {
    for (let row = rowCount; row > 0; row--) {
      apart(op, out, left, right, size, (<usize>l) << 2, (<usize>r) << 2);
      out += rowBytes;
      left += leftBytes;
      right += rightBytes;
    }
  }
}

@inline
function pairs(op: i32, out: usize, left: usize, right: usize, count: i32): void {
  for (; count >= BLOCK; count -= BLOCK) {
    const first = resultOf(op, v128.load(left), v128.load(right));
    const second = resultOf(op, v128.load(left, 16), v128.load(right, 16));
    const third = resultOf(op, v128.load(left, 32), v128.load(right, 32));
    const fourth = resultOf(op, v128.load(left, 48), v128.load(right, 48));
    v128.store(out, first);
    v128.store(out, second, 16);
    v128.store(out, third, 32);
    v128.store(out, fourth, 48);
    out += BLOCK_BYTES;
    left += BLOCK_BYTES;
    right += BLOCK_BYTES;
  }
  for (; count >= LANES; count -= LANES) {
    v128.store(out, resultOf(op, v128.load(left), v128.load(right)));
    out += VECTOR_BYTES;
    left += VECTOR_BYTES;
    right += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, resultOf(op, v128.load_zero<f32>(left), v128.load_zero<f32>(right)), 0);
    out += WORD_BYTES;
    left += WORD_BYTES;
    right += WORD_BYTES;
  }
}

/** One number on the right. */
@inline
function withRight(op: i32, out: usize, left: usize, right: usize, count: i32): void {
  const b = v128.load_splat<f32>(right);
  for (; count >= BLOCK; count -= BLOCK) {
    const first = resultOf(op, v128.load(left), b);
    const second = resultOf(op, v128.load(left, 16), b);
    const third = resultOf(op, v128.load(left, 32), b);
    const fourth = resultOf(op, v128.load(left, 48), b);
    v128.store(out, first);
    v128.store(out, second, 16);
    v128.store(out, third, 32);
    v128.store(out, fourth, 48);
    out += BLOCK_BYTES;
    left += BLOCK_BYTES;
  }
  for (; count >= LANES; count -= LANES) {
    v128.store(out, resultOf(op, v128.load(left), b));
    out += VECTOR_BYTES;
    left += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, resultOf(op, v128.load_zero<f32>(left), b), 0);
    out += WORD_BYTES;
    left += WORD_BYTES;
  }
}

/** One number on the left. */
@inline
function withLeft(op: i32, out: usize, left: usize, right: usize, count: i32): void {
  const a = v128.load_splat<f32>(left);
  for (; count >= BLOCK; count -= BLOCK) {
    const first = resultOf(op, a, v128.load(right));
    const second = resultOf(op, a, v128.load(right, 16));
    const third = resultOf(op, a, v128.load(right, 32));
    const fourth = resultOf(op, a, v128.load(right, 48));
    v128.store(out, first);
    v128.store(out, second, 16);
    v128.store(out, third, 32);
    v128.store(out, fourth, 48);
    out += BLOCK_BYTES;
    right += BLOCK_BYTES;
  }
  for (; count >= LANES; count -= LANES) {
    v128.store(out, resultOf(op, a, v128.load(right)));
    out += VECTOR_BYTES;
    right += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, resultOf(op, a, v128.load_zero<f32>(right)), 0);
    out += WORD_BYTES;
    right += WORD_BYTES;
  }
}

/** Numbers that do not lie side by side. */
@inline
function apart(
  op: i32,
  out: usize,
  left: usize,
  right: usize,
  count: i32,
  leftBytes: usize,
  rightBytes: usize,
): void {
  for (; count >= LANES; count -= LANES) {
    v128.store(out, resultOf(op, gathered(left, leftBytes), gathered(right, rightBytes)));
    out += VECTOR_BYTES;
    left += leftBytes << 2;
    right += rightBytes << 2;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, resultOf(op, v128.load_zero<f32>(left), v128.load_zero<f32>(right)), 0);
    out += WORD_BYTES;
    left += leftBytes;
    right += rightBytes;
  }
}

@inline
function gathered(at: usize, stride: usize): v128 {
  let numbers = v128.load_zero<f32>(at);
  numbers = v128.load_lane<f32>(at + stride, numbers, 1);
  numbers = v128.load_lane<f32>(at + stride + stride, numbers, 2);
  return v128.load_lane<f32>(at + stride + stride + stride, numbers, 3);
}
