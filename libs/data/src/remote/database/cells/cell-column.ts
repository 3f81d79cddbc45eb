import type duckdb from '@duckdb/node-bindings';
import type { DuckDBType } from '@duckdb/node-api';
import type { RawCell } from '../server/read-result';

/**
 * One column of the rows that are gathered for DuckDB, a chunk at a time.
 *
 * @typeParam Cell - how it is told its cells
 */
export interface CellColumn<Cell = RawCell> {
  readonly type: DuckDBType;
  /**
   * @param row - of the chunk
   * @returns how many bytes the cell holds on to beside its place in the column
   * @throws UnreadableCell
   */
  store(cell: Cell, row: number): number;
  /** Writes the first cells to a vector of DuckDB, and begins anew. */
  moveTo(vector: duckdb.Vector, rowCount: number): void;
}

/** A cell that is not what its column says. The message says what it is, and what to do. */
export class UnreadableCell extends Error {
  override readonly name = 'UnreadableCell';
}
