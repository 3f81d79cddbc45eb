import type { DuckDBConnection } from '@duckdb/node-api';
import { doublesOf, nullableDoublesOf, streamChunks } from '../sources/duckdb';
import type { CellQuery } from './cell-query';
import { markTyped } from './numeric-cell';
import { TextCellReader, type TextCells } from './text-cells';

/** Some rows of a source, with one column for each sink. What it gives is valid until the next one is asked for. */
export interface CellChunk {
  readonly rowCount: number;
  /** The cells of a sink of numbers or times, in the form that it stores. */
  numbers(column: number): Float64Array;
  /** The cells of a sink of categories or sequences, until the next call. */
  texts(column: number): TextCells;
  /** A cell of a sink of texts; null where it is blank. */
  text(column: number, row: number): string | null;
}

/** The chunks that a query gives. */
export async function* queriedChunks(
  connection: DuckDBConnection,
  { sql, typed }: CellQuery,
): AsyncGenerator<CellChunk, undefined> {
  const texts = new TextCellReader();
  for await (const chunk of streamChunks(connection, sql)) {
    yield {
      rowCount: chunk.rowCount,
      numbers: column =>
        typed.has(column) ? markTyped(nullableDoublesOf(chunk, column)) : doublesOf(chunk, column),
      texts: column => texts.read(chunk, column),
      text: (column, row) => {
        const cell = chunk.getColumnVector(column).getItem(row);
        return typeof cell === 'string' ? cell : null;
      },
    };
  }
}
