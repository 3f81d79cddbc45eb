import { MetricInputError } from '../errors';

/**
 * A list of indices for each of many rows, end to end: `indices[offsets[row]]` up to `indices[offsets[row + 1]]`
 * belong to `row`. A million lists are two arrays.
 */
export interface IndexLists {
  /** Rising from 0 to `indices.length`, [rows + 1]. */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
}

/** The list of one row, as a view. */
export function listOf({ offsets, indices }: IndexLists, row: number): Uint32Array {
  return indices.subarray(offsets[row], offsets[row + 1]);
}

/** Lists of one index each. */
export function listsOfOne(indices: Uint32Array): IndexLists {
  return { offsets: Uint32Array.from({ length: indices.length + 1 }, (_, row) => row), indices };
}

/** @throws MetricInputError unless there are `rowCount` lists, whose indices are all below `end` */
export function checkLists(name: string, lists: IndexLists, rowCount: number, end: number): void {
  const { offsets, indices } = lists;
  if (offsets.length !== rowCount + 1) {
    throw new MetricInputError(
      `${name} has ${Math.max(0, offsets.length - 1)} lists; expected ${rowCount}, one a query.`,
    );
  }
  for (let row = 0; row < rowCount; row++) {
    if (offsets[row + 1] < offsets[row]) {
      throw new MetricInputError(
        `${name}.offsets[${row + 1}] is less than the one before; expected them to rise.`,
      );
    }
  }
  if (offsets[0] !== 0 || offsets[rowCount] !== indices.length) {
    throw new MetricInputError(
      `${name}.offsets does not go from 0 to the number of indices, ${indices.length}.`,
    );
  }
  checkIndices(name, indices, end);
}

/** @throws MetricInputError unless all indices are below `end` */
export function checkIndices(name: string, indices: Uint32Array, end: number): void {
  const place = indices.findIndex(index => index >= end);
  if (place >= 0) {
    throw new MetricInputError(
      `${name} names item ${indices[place]}; the catalogue has ${end} items, from 0.`,
    );
  }
}
