import type { RawColumn } from '../columns/feature-collector';
import { SpilledColumns } from './spilled-columns';

/** Whether columns lie on disk. */
export function isSpilled(columns: ReadonlyMap<string, RawColumn>): columns is SpilledColumns {
  return columns instanceof SpilledColumns;
}

/**
 * The rows from `begin` up to `end` as columns of their own: views of columns in memory, read from those on disk.
 *
 * @param columns - as `readColumns` gives them
 */
export function rowsOfColumns(
  columns: ReadonlyMap<string, RawColumn>,
  begin: number,
  end: number,
): ReadonlyMap<string, RawColumn> {
  if (isSpilled(columns)) return columns.rows(begin, end);
  return new Map(Array.from(columns, ([name, column]) => [name, viewOf(column, begin, end)]));
}

function viewOf(column: RawColumn, begin: number, end: number): RawColumn {
  switch (column.kind) {
    case 'numeric':
      return { kind: 'numeric', values: column.values.subarray(begin, end) };
    case 'category':
      return { ...column, codes: column.codes.subarray(begin, end) };
    case 'sequence':
      return { ...column, offsets: column.offsets.subarray(begin, end + 1) };
  }
}
