import type { VectorTable } from '@reckit/embedding';
import type { VectorBatch } from '../../vectors/source/vector-source';

const ROWS_AT_ONCE = 4096;

/** The vectors of a table, some at a time. */
export function* batchesOf({ ids, dim, rows }: VectorTable): Iterable<VectorBatch> {
  for (let first = 0; first < ids.length; first += ROWS_AT_ONCE) {
    const some = ids.slice(first, first + ROWS_AT_ONCE);
    yield { ids: some, rows: rows.subarray(first * dim, (first + some.length) * dim) };
  }
}
