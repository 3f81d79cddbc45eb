import type { DuckDBConnection } from '@duckdb/node-api';
import { readCsvHeader } from './csv-header';
import { openCsv } from './csv-source';
import { checkInputFile } from './input-file';
import { keysOfJson, openJson } from './json-source';
import { describeParquet, openParquet } from './parquet-source';
import { tableFormatOf } from './table-format';
import type { RequestedColumn, TableSource } from './table-source';

/**
 * Opens a file for a selection of columns.
 *
 * @throws the errors of `checkInputFile`, `tableFormatOf` and `readCsvHeader`; MissingColumn, AmbiguousColumns,
 *   MalformedTable
 */
export async function openSource(
  connection: DuckDBConnection,
  path: string,
  requested: readonly RequestedColumn[],
): Promise<TableSource> {
  const bytes = await checkInputFile(path);
  const format = tableFormatOf(path);
  switch (format.kind) {
    case 'csv':
      return openCsv(path, format, bytes, requested);
    case 'json':
    case 'json-lines':
      return openJson(path, format, requested);
    case 'parquet':
      return openParquet(connection, path, requested);
  }
}

/** The column names of a file, in its order; those of JSON are collected from every row. */
export async function namesInSource(connection: DuckDBConnection, path: string): Promise<string[]> {
  await checkInputFile(path);
  const format = tableFormatOf(path);
  switch (format.kind) {
    case 'csv':
      return [...(await readCsvHeader(path, format)).names];
    case 'json':
    case 'json-lines':
      return keysOfJson(connection, path, format);
    case 'parquet':
      return (await describeParquet(connection, path)).map(column => column.name);
  }
}
