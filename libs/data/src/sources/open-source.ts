import type { DuckDBConnection } from '@duckdb/node-api';
import { MalformedTable } from '../errors';
import { withTableFile, type FileOptions, type TableFile } from '../files/table-file';
import { cut, escapeControls } from '@reckit/messages';
import { readCsvHeader } from './csv-header';
import { openCsv } from './csv-source';
import { withDuckDb } from './duckdb';
import { keysOfJson, openJson } from './json-source';
import { describeParquet, openParquet } from './parquet-source';
import type { RequestedColumn, TableSource } from './table-source';

/**
 * Opens a file, and a database to read it with, and closes both whatever happens.
 *
 * @throws the errors of `withTableFile`
 */
export function withTable<T>(
  path: string,
  options: FileOptions,
  use: (connection: DuckDBConnection, file: TableFile) => Promise<T>,
): Promise<T> {
  return withTableFile(path, options, file => withDuckDb(connection => use(connection, file)));
}

/**
 * Opens a table for a selection of columns.
 *
 * @throws the errors of `readCsvHeader`; MissingColumn, AmbiguousColumns, MalformedTable
 */
export async function openSource(
  connection: DuckDBConnection,
  file: TableFile,
  requested: readonly RequestedColumn[],
): Promise<TableSource> {
  const unnameable = requested.find(({ name }) => name.includes('\0'));
  if (unnameable !== undefined) {
    const name = cut(escapeControls(unnameable.name), SHOWN_CHARACTERS);
    throw new MalformedTable(file.path, `no column "${name}" can be read, for its NUL character. Rename it.`);
  }
  switch (file.kind) {
    case 'csv':
      return openCsv(file, requested);
    case 'json':
    case 'json-lines':
      return openJson(file, requested);
    case 'parquet':
      return openParquet(connection, file, requested);
  }
}

const SHOWN_CHARACTERS = 40;

/** The column names of a table, in its order; those of JSON are collected from every row. */
export async function namesInSource(connection: DuckDBConnection, file: TableFile): Promise<string[]> {
  switch (file.kind) {
    case 'csv':
      return [...(await readCsvHeader(file)).names];
    case 'json':
    case 'json-lines':
      return keysOfJson(connection, file);
    case 'parquet':
      return (await describeParquet(connection, file)).map(column => column.name);
  }
}
