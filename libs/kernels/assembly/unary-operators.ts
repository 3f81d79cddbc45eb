// What is done to each number of a stretch of memory by itself.
import { exponential, hyperbolicTangent, logarithm, logistic } from './exponentials';
import { withoutVanishing } from './vanishing';

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;

const RELU: i32 = 0;
const EXP: i32 = 1;
const LOG: i32 = 2;
const SQRT: i32 = 3;
const NEG: i32 = 4;
const ABS: i32 = 5;
const RECIPROCAL: i32 = 6;
const SIGMOID: i32 = 7;
const TANH: i32 = 8;
const SQUARE: i32 = 9;
const POSITIVE: i32 = 10;
const SCALE: i32 = 11;
const SHIFT: i32 = 12;

/** An exponent whose power has vanished but is no denormal number. */
const VANISHED: f32 = -60;

/**
 * @param op - its place in `UNARY_OPERATORS` of `step-kernel.ts`
 * @param out - float32 [count], as is `input`, which may be the same
 * @param alpha - what SCALE multiplies by and SHIFT adds
 */
export function unary(op: i32, out: usize, input: usize, count: i32, alpha: f32): void {
  eachFor(op)(out, input, count, f32x4.splat(alpha));
}

type Each = (out: usize, input: usize, count: i32, alpha: v128) => void;

// A function for each operator: in one for all of them the numbers of an inner loop would not stay in registers.
function eachFor(op: i32): Each {
  switch (op) {
    case RELU:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(RELU, out, input, count, alpha);
    case EXP:
      return (out: usize, input: usize, count: i32, alpha: v128): void => each(EXP, out, input, count, alpha);
    case LOG:
      return (out: usize, input: usize, count: i32, alpha: v128): void => each(LOG, out, input, count, alpha);
    case SQRT:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(SQRT, out, input, count, alpha);
    case NEG:
      return (out: usize, input: usize, count: i32, alpha: v128): void => each(NEG, out, input, count, alpha);
    case ABS:
      return (out: usize, input: usize, count: i32, alpha: v128): void => each(ABS, out, input, count, alpha);
    case RECIPROCAL:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(RECIPROCAL, out, input, count, alpha);
    case SIGMOID:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(SIGMOID, out, input, count, alpha);
    case TANH:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(TANH, out, input, count, alpha);
    case SQUARE:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(SQUARE, out, input, count, alpha);
    case POSITIVE:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(POSITIVE, out, input, count, alpha);
    case SCALE:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(SCALE, out, input, count, alpha);
    case SHIFT:
      return (out: usize, input: usize, count: i32, alpha: v128): void =>
        each(SHIFT, out, input, count, alpha);
    default:
      return unreachable();
  }
}

// The operator is known wherever this is inlined, and nothing is left of the others.
@inline
function resultOf(op: i32, x: v128, alpha: v128): v128 {
  // Where x is NaN, so is the result.
  if (op === RELU) return f32x4.pmax(x, f32x4.splat(0));
  // Gradients of losses are made of it.
  if (op === EXP) return withoutVanishing(exponential(f32x4.pmax(x, f32x4.splat(VANISHED))));
  if (op === LOG) return logarithm(x);
  if (op === SQRT) return f32x4.sqrt(x);
  if (op === NEG) return f32x4.neg(x);
  if (op === ABS) return f32x4.abs(x);
  if (op === RECIPROCAL) return f32x4.div(f32x4.splat(1), x);
  if (op === SIGMOID) return logistic(x);
  if (op === TANH) return hyperbolicTangent(x);
  if (op === SQUARE) return f32x4.mul(x, x);
  if (op === POSITIVE) return v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
  if (op === SCALE) return f32x4.mul(x, alpha);
  return f32x4.add(x, alpha);
}

@inline
function each(op: i32, out: usize, input: usize, count: i32, alpha: v128): void {
  // Long ones gain nothing from being side by side: there are not enough registers for their constants.
  if (op !== EXP && op !== LOG && op !== SIGMOID && op !== TANH) {
    for (; count >= BLOCK; count -= BLOCK) {
      v128.store(out, resultOf(op, v128.load(input), alpha));
      v128.store(out, resultOf(op, v128.load(input, 16), alpha), 16);
      v128.store(out, resultOf(op, v128.load(input, 32), alpha), 32);
      v128.store(out, resultOf(op, v128.load(input, 48), alpha), 48);
      out += BLOCK_BYTES;
      input += BLOCK_BYTES;
    }
  }
  for (; count >= LANES; count -= LANES) {
    v128.store(out, resultOf(op, v128.load(input), alpha));
    out += VECTOR_BYTES;
    input += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, resultOf(op, v128.load_zero<f32>(input), alpha), 0);
    out += WORD_BYTES;
    input += WORD_BYTES;
  }
}
