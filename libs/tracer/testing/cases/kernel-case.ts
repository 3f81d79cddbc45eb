import type * as tf from '@tensorflow/tfjs-core';
import { RandomValues } from '../random-values';
import type { Computation, Tolerance, Values } from '../compare';

/** One use of a kernel: a computation that reaches it, and what it is computed on. */
export interface KernelCase {
  readonly title: string;
  readonly run: Computation;
  readonly inputs: readonly Values[];
  readonly tolerance?: Tolerance;
}

/** Cases by the name of the kernel in TensorFlow.js. */
export type KernelCases = Readonly<Record<string, readonly KernelCase[]>>;

export const random = new RandomValues(20);

/** Shapes that unary operators meet: scalar, vector, matrix, rank four, and nothing at all. */
const SHAPES = [[], [5], [3, 4], [2, 1, 3, 2], [0, 3]];

/** Pairs of shapes that broadcast in every way. */
const BROADCASTS = [
  { a: [], b: [] },
  { a: [4], b: [] },
  { a: [2, 3], b: [2, 3] },
  { a: [2, 3], b: [3] },
  { a: [2, 1], b: [1, 3] },
  { a: [3], b: [2, 4, 3] },
  { a: [0, 3], b: [1, 3] },
];

/** A unary operator on every shape. */
export function unaryCases(
  run: (x: tf.Tensor) => tf.Tensor,
  values: (shape: number[]) => Values = shape => random.float(shape),
): KernelCase[] {
  return SHAPES.map(shape => {
    const x = values(shape);
    return { title: show(x), run, inputs: [x] };
  });
}

/** A binary operator on every pair of shapes. */
export function binaryCases(
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  left: (shape: number[]) => Values = shape => random.float(shape),
  right = left,
): KernelCase[] {
  return BROADCASTS.map(({ a, b }) => {
    const [x, y] = [left(a), right(b)];
    return { title: `${show(x)} and ${show(y)}`, run, inputs: [x, y] };
  });
}

function show({ dtype, shape }: Values): string {
  return `${dtype} [${shape.join(', ')}]`;
}
