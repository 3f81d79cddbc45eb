import type { DuckDBConnection } from '@duckdb/node-api';
import { queriedChunks, type CellChunk } from './cell-chunk';
import { cellQuery } from './cell-query';
import type { ColumnSink } from './column-sink';
import { lineOfRow } from '../sources/csv-line-numbers';
import { queryText, withSmallSteps } from '../sources/duckdb';
import { NoRows, NotACategory, NotANumber, NotASequence } from '../errors';
import type { DataError } from '../errors';
import type { CellPosition } from '../shown-data';
import { malformed } from '../sources/malformed';
import { namesInSource } from '../sources/open-source';
import { missingColumn } from '../sources/table-source';
import type { SourceColumn, SourceFile, TableSource } from '../sources/table-source';
import { PlainBlocks } from '../plain/plain-blocks';
import { NotPlain, plainChunks } from '../plain/plain-chunks';
import { plainCells } from '../plain/plain-file';

/**
 * Reads the columns of a source into one sink each, file by file.
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
  const isParquet = source.files.some(({ file }) => file.kind === 'parquet');
  const scan = () => scanFiles(connection, source, sinks, afterChunk);
  const rowCount = await (isParquet ? withSmallSteps(connection, scan) : scan());
  if (rowCount === 0) throw new NoRows(source.path);
  await checkPresence(connection, source, columnsWithoutValues(source, sinks, rowCount));
  return rowCount;
}

async function scanFiles(
  connection: DuckDBConnection,
  source: TableSource,
  sinks: readonly ColumnSink[],
  afterChunk: (rowCount: number) => Promise<void> | void,
): Promise<number> {
  let rowCount = 0;
  const blocks = new PlainBlocks();
  try {
    for (const file of source.files) {
      const before = rowCount;
      rowCount += await scanFile({ connection, file, sinks, before, afterChunk, rowCount: 0 }, blocks);
      source.rowCounts.push(rowCount - before);
    }
    return rowCount;
  } finally {
    await blocks.close();
  }
}

/** Where a row of a table is, for a message. */
export interface RowPlace {
  /** The file that it is in. */
  readonly path: string;
  readonly position: CellPosition;
}

/** Says where a 1-based data row of a source is that was read to its end, or up to this row. */
export async function placeOf(source: TableSource, row: number): Promise<RowPlace> {
  const { file, row: rowInFile } = rowInFiles(source, row);
  return { path: file.file.path, position: await positionIn(file, rowInFile) };
}

/** The file in which a 1-based row of a source is, and which row of it. */
export function rowInFiles(
  { files, rowCounts }: TableSource,
  row: number,
): { readonly file: SourceFile; readonly row: number } {
  let before = 0;
  for (const [i, count] of rowCounts.entries()) {
    if (row <= before + count) return { file: files[i], row: row - before };
    before += count;
  }
  return { file: files[Math.min(rowCounts.length, files.length - 1)], row: row - before };
}

async function positionIn({ file, records, rowInFile }: SourceFile, read: number): Promise<CellPosition> {
  const row = rowInFile ? await rowInFile(read) : read;
  return records === undefined ? { row } : { row, line: await lineOfRow(file.readPath, records, row) };
}

/** The cell of a 1-based data row of a source as text, for a message. */
export async function cellOf(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  row: number,
): Promise<string> {
  const { file, row: rowInFile } = rowInFiles(source, row);
  return cellIn(connection, file, column, rowInFile);
}

async function cellIn(
  connection: DuckDBConnection,
  { columns, from }: SourceFile,
  column: number,
  row: number,
): Promise<string> {
  const sql = `SELECT CAST(${columns[column].cell} AS VARCHAR) FROM ${from} LIMIT 1 OFFSET ${row - 1}`;
  return (await queryText(connection, sql)) ?? '';
}

/** Rows that are stored stay so; what has stopped a quicker way is found, and told, on the next. */
async function scanFile(scan: Scan, blocks: PlainBlocks): Promise<number> {
  const { connection, file, sinks } = scan;
  const query = async (asked: SourceFile) => {
    const { sql, typed } = cellQuery(asked, sinks);
    const rest = scan.rowCount === 0 ? '' : ` OFFSET ${scan.rowCount}`;
    return scanRows(scan, queriedChunks(connection, { sql: `${sql}${rest}`, typed }));
  };
  try {
    const plain = plainCells(file, sinks);
    if (plain !== undefined) {
      const ended = await scanRows(scan, plainChunks(blocks, plain));
      if (ended === undefined) return scan.rowCount;
      if (!(ended.error instanceof NotPlain)) throw ended.error;
    }
    const quick = await withNumbers(file, sinks);
    if (quick !== undefined && (await query(quick)) === undefined) return scan.rowCount;
    const ended = await query(file);
    if (ended !== undefined) throw ended.error;
    return scan.rowCount;
  } catch (error) {
    throw await malformed(file.file, error);
  }
}

/** A cell of a text file, which may be read as a number at once. */
const CELL_OF_TEXT = /^c\d+$/;

/** The file with numbers where nothing but numbers is wanted; undefined if it is read as text alone. */
async function withNumbers(file: SourceFile, sinks: readonly ColumnSink[]): Promise<SourceFile | undefined> {
  if (file.fromWithNumbers === undefined) return undefined;
  const cells = new Set<string>();
  file.columns.forEach(({ cell }, i) => {
    if (sinks[i].kind === 'numeric' && CELL_OF_TEXT.test(cell)) cells.add(cell);
  });
  file.columns.forEach(({ cell }, i) => {
    if (sinks[i].kind !== 'numeric') cells.delete(cell);
  });
  if (cells.size === 0) return undefined;
  const from = await file.fromWithNumbers(cells);
  if (from === undefined) return undefined;
  const columns = file.columns.map((column): SourceColumn =>
    cells.has(column.cell) ? { ...column, type: 'DOUBLE', form: 'number' } : column,
  );
  return { ...file, from, columns };
}

interface Scan {
  readonly connection: DuckDBConnection;
  readonly file: SourceFile;
  readonly sinks: readonly ColumnSink[];
  /** Rows of the files that were read before. */
  readonly before: number;
  readonly afterChunk: (rowCount: number) => Promise<void> | void;
  /** Rows of the file that are stored. */
  rowCount: number;
}

/** @returns what has ended the chunks before the last row; undefined for nothing */
async function scanRows(
  scan: Scan,
  chunks: AsyncGenerator<CellChunk, undefined>,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    for (;;) {
      let next: IteratorResult<CellChunk, undefined>;
      try {
        next = await chunks.next();
      } catch (error) {
        return { error };
      }
      if (next.done === true) return undefined;
      await storeChunk(scan, next.value);
    }
  } finally {
    await chunks.return(undefined);
  }
}

async function storeChunk(scan: Scan, chunk: CellChunk): Promise<void> {
  const { connection, file, sinks, before, afterChunk } = scan;
  let badRow = chunk.rowCount;
  let badColumn = -1;
  sinks.forEach((sink, i) => {
    const bad = storeColumn(sink, chunk, i, before + scan.rowCount);
    if (bad < 0 || bad >= badRow) return;
    badRow = bad;
    badColumn = i;
  });
  if (badColumn >= 0) {
    throw await unsuitableCell(connection, file, sinks[badColumn], badColumn, {
      row: before + scan.rowCount + badRow + 1,
      rowInFile: scan.rowCount + badRow + 1,
    });
  }
  scan.rowCount += chunk.rowCount;
  await afterChunk(chunk.rowCount);
}

/** Returns the index of the first cell that the sink cannot take, or -1. */
function storeColumn(sink: ColumnSink, chunk: CellChunk, column: number, firstRow: number): number {
  switch (sink.kind) {
    case 'numeric':
    case 'time':
      return sink.store(chunk.numbers(column), firstRow);
    case 'category':
    case 'sequence':
      return sink.store(chunk.texts(column), firstRow);
    case 'text':
      for (let row = 0; row < chunk.rowCount; row++) sink.store(chunk.text(column, row), firstRow + row);
      return -1;
  }
}

async function unsuitableCell(
  connection: DuckDBConnection,
  source: SourceFile,
  sink: ColumnSink,
  column: number,
  { row, rowInFile }: { readonly row: number; readonly rowInFile: number },
): Promise<DataError> {
  if (sink.kind !== 'text' && sink.refusal) return sink.refusal(row);
  const { name } = source.columns[column];
  const text = await cellIn(connection, source, column, rowInFile);
  const { path } = source.file;
  const position = await positionIn(source, rowInFile);
  if (sink.kind === 'category') return new NotACategory(path, position, name, text);
  if (sink.kind === 'sequence') return new NotASequence(path, position, name, text);
  const isFeature = sink.kind === 'numeric' && sink.isFeature;
  return new NotANumber(path, position, name, text, isFeature);
}

function columnsWithoutValues(source: TableSource, sinks: readonly ColumnSink[], rowCount: number): string[] {
  return source.columns.filter((_, i) => sinks[i].blankCount() === rowCount).map(column => column.name);
}

/**
 * A column without a value in any row may be absent where the rows alone name the columns; only a second pass over the
 * keys can tell.
 *
 * @throws MissingColumn
 */
export async function checkPresence(
  connection: DuckDBConnection,
  { path, files }: TableSource,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0 || !files[0].columnsFoundInRows) return;
  const present = await namesInSource(connection, { path, files: files.map(({ file }) => file) });
  const absent = names.find(name => !present.includes(name));
  if (absent !== undefined) throw missingColumn(path, absent, present);
}
