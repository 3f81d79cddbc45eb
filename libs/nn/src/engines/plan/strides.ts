/** Sizes, and for each operand by how many elements its place moves along them. */
export interface StridedLoop {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** By how many elements each axis moves the place in an array of such a shape. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** The strides of an operand that is broadcast to a shape: 0 along what it has once. */
export function broadcastStrides(operand: readonly number[], shape: readonly number[]): number[] {
  const missing = shape.length - operand.length;
  const strides = contiguousStrides(operand);
  return shape.map((_, axis) => {
    const own = axis - missing;
    return own < 0 || operand[own] === 1 ? 0 : strides[own];
  });
}

/**
 * The same loop over as few axes as possible, filled up in front to so many; null if it takes more.
 *
 * @param rank - how many axes a kernel goes through
 */
export function foldLoop({ sizes, strides }: StridedLoop, rank: number): StridedLoop | null {
  const folded: { size: number; strides: number[] }[] = [];
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const size = sizes[axis];
    if (size === 1) continue;
    const own = strides.map(each => each[axis]);
    const [inner] = folded;
    if (inner && own.every((stride, i) => stride === inner.strides[i] * inner.size)) inner.size *= size;
    else folded.unshift({ size, strides: own });
  }
  if (folded.length > rank) return null;
  while (folded.length < rank) folded.unshift({ size: 1, strides: strides.map(() => 0) });
  return {
    sizes: folded.map(({ size }) => size),
    strides: strides.map((_, i) => folded.map(axis => axis.strides[i])),
  };
}
