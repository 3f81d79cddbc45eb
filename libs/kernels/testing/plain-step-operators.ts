import type { BinaryOperator, UnaryOperator } from '../src/step-operators';

const { fround } = Math;

/** What the operators of a step compute, one number at a time, before it is rounded to float32. */
export const PLAIN_UNARY: Readonly<Record<UnaryOperator, (x: number, alpha: number) => number>> = {
  relu: x => (x < 0 ? 0 : x),
  exp: x => withoutVanishing(Math.exp(x)),
  log: x => Math.log(x),
  sqrt: x => Math.sqrt(x),
  neg: x => -x,
  abs: x => Math.abs(x),
  reciprocal: x => 1 / x,
  sigmoid: x => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  tanh: x => Math.tanh(x),
  square: x => x * x,
  positive: x => (x > 0 ? 1 : 0),
  scale: (x, alpha) => x * alpha,
  shift: (x, alpha) => x + alpha,
};

export const PLAIN_BINARY: Readonly<Record<BinaryOperator, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  squaredDifference: (a, b) => fround(a - b) ** 2,
};

/** What is too small to teach anything is 0. */
export function withoutVanishing(x: number): number {
  return Math.abs(x) < 2 ** -70 ? 0 : x;
}

/** The places of all numbers of a shape, in order, at some strides. */
export function placesOf(sizes: readonly number[], strides: readonly number[]): number[] {
  return sizes.reduce(
    (places, size, axis) =>
      places.flatMap(place => Array.from({ length: size }, (_, i) => place + i * strides[axis])),
    [0],
  );
}

/** How many float32 numbers there are from one to another. */
export function ulpsBetween(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  return Math.abs(ordinalOf(a) - ordinalOf(b));
}

function ordinalOf(x: number): number {
  const [bits] = new Int32Array(Float32Array.of(x).buffer);
  return bits < 0 ? -(bits & 0x7fff_ffff) : bits;
}
