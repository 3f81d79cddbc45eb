import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { cellQuery } from './cell-query';
import type { ColumnSink } from './column-sink';
import { lineOfRow } from '../sources/csv-line-numbers';
import { doublesOf, queryText, streamChunks } from '../sources/duckdb';
import { NoRows, NotACategory, NotANumber, NotASequence } from '../errors';
import type { CellPosition, DataError } from '../errors';
import { malformed } from '../sources/malformed';
import { namesInSource } from '../sources/open-source';
import { missingColumn } from '../sources/table-source';
import type { TableSource } from '../sources/table-source';
import { TextCellReader } from './text-cells';

/**
 * Reads the columns of a source into one sink each.
 *
 * @param afterChunk - is told how many rows the sinks were given since it was told last, and is waited for
 * @returns the number of rows
 * @throws NoRows, NotANumber, UnsuitableColumn, NotACategory, NotASequence, MalformedTable,
 *   MissingColumn
 */
export async function scanColumns(
  connection: DuckDBConnection,
  source: TableSource,
  sinks: readonly ColumnSink[],
  afterChunk: (rowCount: number) => Promise<void> | void = () => undefined,
): Promise<number> {
  const sql = cellQuery(source, sinks);
  const textCells = new TextCellReader();
  let rowCount = 0;
  try {
    for await (const chunk of streamChunks(connection, sql)) {
      let badRow = chunk.rowCount;
      let badColumn = -1;
      sinks.forEach((sink, i) => {
        const bad = storeColumn(sink, chunk, i, rowCount, textCells);
        if (bad < 0 || bad >= badRow) return;
        badRow = bad;
        badColumn = i;
      });
      if (badColumn >= 0) {
        throw await unsuitableCell(connection, source, sinks[badColumn], badColumn, rowCount + badRow + 1);
      }
      rowCount += chunk.rowCount;
      await afterChunk(chunk.rowCount);
    }
  } catch (error) {
    throw await malformed(source.file, error);
  }
  if (rowCount === 0) throw new NoRows(source.file.path);
  if (source.columnsFoundInRows) {
    await checkPresence(connection, source, columnsWithoutValues(source, sinks, rowCount));
  }
  return rowCount;
}

/** Says where a 1-based data row is, for a message. */
export async function positionOf(source: TableSource, row: number): Promise<CellPosition> {
  return source.records === undefined
    ? { row }
    : { row, line: await lineOfRow(source.file.readPath, source.records, row) };
}

/** The cell of a 1-based data row as text, for a message. */
export async function cellOf(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  row: number,
): Promise<string> {
  const { cell } = source.columns[column];
  const sql = `SELECT CAST(${cell} AS VARCHAR) FROM ${source.from} LIMIT 1 OFFSET ${row - 1}`;
  return (await queryText(connection, sql)) ?? '';
}

/** Returns the index of the first cell that the sink cannot take, or -1. */
function storeColumn(
  sink: ColumnSink,
  chunk: DuckDBDataChunk,
  column: number,
  firstRow: number,
  textCells: TextCellReader,
): number {
  switch (sink.kind) {
    case 'numeric':
      return sink.store(doublesOf(chunk, column), firstRow);
    case 'category':
    case 'sequence':
      return sink.store(textCells.read(chunk, column), firstRow);
    case 'text': {
      const vector = chunk.getColumnVector(column);
      for (let row = 0; row < chunk.rowCount; row++) {
        const cell = vector.getItem(row);
        sink.store(typeof cell === 'string' ? cell : null, firstRow + row);
      }
      return -1;
    }
  }
}

async function unsuitableCell(
  connection: DuckDBConnection,
  source: TableSource,
  sink: ColumnSink,
  column: number,
  row: number,
): Promise<DataError> {
  if (sink.kind !== 'text' && sink.refusal) return sink.refusal(row);
  const { name } = source.columns[column];
  const text = await cellOf(connection, source, column, row);
  const position = await positionOf(source, row);
  if (sink.kind === 'category') return new NotACategory(source.file.path, position, name, text);
  if (sink.kind === 'sequence') return new NotASequence(source.file.path, position, name, text);
  const isFeature = sink.kind === 'numeric' && sink.isFeature;
  return new NotANumber(source.file.path, position, name, text, isFeature);
}

function columnsWithoutValues(source: TableSource, sinks: readonly ColumnSink[], rowCount: number): string[] {
  return source.columns.filter((_, i) => sinks[i].blankCount() === rowCount).map(column => column.name);
}

/**
 * A column without a value in any row may be absent; only a second pass over the keys can tell.
 *
 * @throws MissingColumn
 */
export async function checkPresence(
  connection: DuckDBConnection,
  source: TableSource,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const present = await namesInSource(connection, source.file);
  const absent = names.find(name => !present.includes(name));
  if (absent !== undefined) throw missingColumn(source.file.path, absent, present);
}
