import type { IndexLists } from '../index-lists';

/** Lists as they are written in tests. */
export function listsFrom(lists: readonly (readonly number[])[]): IndexLists {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, row) => (offsets[row + 1] = offsets[row] + list.length));
  return { offsets, indices: Uint32Array.from(lists.flat()) };
}
