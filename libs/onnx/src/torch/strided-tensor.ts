import { damaged } from './checkpoint-error';
import { elementReader, type Storage } from './storage';

/** Numbers in row-major order. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** How a tensor lies in its storage; `offset` and `strides` count elements. */
export interface Layout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Far beyond any model. */
const MAX_RANK = 8;

/** Number of elements of a tensor; Infinity for sizes that no file could hold. */
export function elementCount(shape: readonly number[]): number {
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? count : Infinity;
}

/**
 * Copies a tensor out of its storage, transposed or sliced as it may be.
 *
 * @throws InvalidModelFile if it reaches beyond its storage
 */
export function readStrided(storage: Storage, layout: Layout, where: string): FloatTensor {
  const { offset, shape, strides } = layout;
  const sound = [offset, ...shape, ...strides].every(size => Number.isSafeInteger(size) && size >= 0);
  if (!sound || shape.length !== strides.length || shape.length > MAX_RANK) {
    damaged(`a tensor of shape [${shape.join(', ')}] with strides [${strides.join(', ')}]`, where);
  }
  const count = elementCount(shape);
  const last = shape.reduce((index, size, axis) => index + (size - 1) * (strides[axis] ?? 0), offset);
  if (count > storage.length || (count > 0 && last >= storage.length)) {
    damaged(
      `a tensor of shape [${shape.join(', ')}] in a storage of ${storage.length} numbers that cannot hold it`,
      where,
    );
  }
  const values = new Float32Array(count);
  const read = elementReader(storage);
  const position = new Array<number>(shape.length).fill(0);
  for (let i = 0, index = offset; i < count; i++) {
    values[i] = read(index);
    index = advance(position, index, layout);
  }
  return { shape, values };
}

/** Moves `position` on to the next element in row-major order; returns the index of that element. */
function advance(position: number[], index: number, { shape, strides }: Layout): number {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const next = (position[axis] ?? 0) + 1;
    const stride = strides[axis] ?? 0;
    if (next < (shape[axis] ?? 0)) {
      position[axis] = next;
      return index + stride;
    }
    position[axis] = 0;
    index -= (next - 1) * stride;
  }
  return index;
}
