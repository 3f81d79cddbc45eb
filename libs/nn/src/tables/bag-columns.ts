import type { EmbeddingSlot } from '../tabular/tabular-layout';

/** What the features library encodes a value as that training did not know. */
export const UNKNOWN_ID = 0;

/** The columns of one slot in an encoded matrix: the ids of a bag, whose rows are pooled to one. */
export interface BagColumns {
  /** The first of the columns. */
  readonly start: number;
  /** The most ids of a bag: 1 for a category. */
  readonly width: number;
  /** The table's row for id 0. */
  readonly firstRow: number;
  readonly pooling: 'mean' | 'sum';
  /** So many of the last ids count. @default all */
  readonly recent?: number;
  /** Ids below it are left out. @default 0 */
  readonly firstId?: number;
}

/** The bags of the features of a tabular network, in the order of its slots. */
export function bagColumns(slots: readonly EmbeddingSlot[]): BagColumns[] {
  return slots.map(({ feature, start, width, firstRow, recent, skipsUnknown }) => ({
    start,
    width,
    firstRow,
    pooling: feature.kind === 'sequence' ? feature.pooling : 'sum',
    ...(recent !== null && { recent }),
    ...(skipsUnknown && { firstId: UNKNOWN_ID + 1 }),
  }));
}
