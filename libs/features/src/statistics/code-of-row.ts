import type { RawColumn } from '../encode/columns/raw-column';

/** The code of the value of a row, or of its last event; below 0 where there is none. */
export function codeOfRow(column: Exclude<RawColumn, { kind: 'numeric' }>, row: number): number {
  if (column.kind === 'category') return column.codes[row];
  const { offsets, codes } = column;
  return offsets[row + 1] > offsets[row] ? codes[offsets[row + 1] - 1] : -1;
}
