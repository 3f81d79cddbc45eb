import type { DataType } from '@reckit/onnx';

/** Element types of TensorFlow.js that a graph can hold. */
export type ElementType = 'float32' | 'int32' | 'bool';

export const ONNX_TYPES = { float32: 'float', int32: 'int32', bool: 'bool' } as const satisfies Record<
  ElementType,
  DataType
>;

export function isElementType(type: string): type is ElementType {
  return type in ONNX_TYPES;
}

/** Number of a value (input, constant or output of a node) of the recording. */
export type ValueId = number;

/**
 * A tensor of the graph being traced.
 *
 * TensorFlow.js writes broadcasts out (ones of a full shape, tiles, zeros), ONNX does them inside the
 * operators. So a tensor may be stored smaller than it is: `stored` broadcasts to `shape`, and only
 * operators that cannot broadcast by themselves have it expanded.
 */
export interface TracedTensor {
  readonly value: ValueId;
  readonly dtype: ElementType;
  /** As TensorFlow.js sees it. */
  readonly shape: readonly number[];
  /** As the value of the graph has it. */
  readonly stored: readonly number[];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((dimension, axis) => dimension === right[axis]);
}

/** Shape that the operators of ONNX and TensorFlow.js broadcast to; the shapes are known to agree. */
export function broadcastShapes(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(shape => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map(shape => shape[axis - rank + shape.length] ?? 1);
    return sizes.find(size => size !== 1) ?? 1;
  });
}
