import type { DuckDBConnection } from '@duckdb/node-api';
import { DifferentColumns, MalformedTable } from '../errors';
import type { FileOptions, TableFile } from '../files/table-file';
import { withTableFiles, type TableFiles } from '../files/table-files';
import { cut, escapeControls } from '@reckit/messages';
import { readCsvHeader } from './csv-header';
import { openCsv } from './csv-source';
import { withDuckDb } from './duckdb';
import { filtered, numberNames, type NumberNames } from './filtered-source';
import { keysOfJson, openJson } from './json-source';
import { malformed } from './malformed';
import { describeParquet, openParquet } from './parquet-source';
import { isPartition, partitionColumn } from './partition-column';
import type { RequestedColumn, SourceFile, TableSource } from './table-source';

/**
 * Opens the files of a table, and a database to read them with, and closes all whatever happens.
 *
 * @param path - a file, a folder, or a pattern
 * @throws the errors of `withTableFiles`
 */
export function withTable<T>(
  path: string,
  options: FileOptions,
  use: (connection: DuckDBConnection, table: TableFiles) => Promise<T>,
): Promise<T> {
  return withTableFiles(path, options, table =>
    withDuckDb(connection => use(connection, table), options.memory),
  );
}

/**
 * Opens a table for a selection of columns.
 *
 * @throws the errors of `readCsvHeader`; MissingColumn, AmbiguousColumns, MalformedTable, DifferentColumns, BadCondition
 */
export async function openSource(
  connection: DuckDBConnection,
  table: TableFiles,
  requested: readonly RequestedColumn[],
): Promise<TableSource> {
  const files: SourceFile[] = [];
  let numbers: NumberNames | undefined;
  for (const file of table.files) {
    let source: SourceFile;
    if (table.where === undefined) {
      source = await openFile(connection, file, requested);
    } else {
      const all = await openWholly(connection, file, requested);
      // Those of the first file, so that all are compared alike.
      numbers ??= await numberNames(connection, all, table.where).catch(async (error: unknown) => {
        throw await malformed(file, error);
      });
      source = await filtered(connection, all, requested.length, table.where, numbers);
    }
    files.push(source);
    assertSameForms(files[0], source);
  }
  return {
    path: table.path,
    files,
    columns: files[0].columns,
    expectedRows: files.reduce((sum, { expectedRows }) => sum + expectedRows, 0),
    rowCounts: [],
  };
}

/** The column names of a table, in its order; those of JSON are collected from every row. */
export async function namesInSource(connection: DuckDBConnection, { files }: TableFiles): Promise<string[]> {
  const names = new Set<string>();
  for (const file of files) for (const name of await namesInFile(connection, file)) names.add(name);
  for (const { partitions } of files) for (const { name } of partitions) names.add(name);
  return [...names];
}

/** Opens a file with all its columns, those that are requested first. */
async function openWholly(
  connection: DuckDBConnection,
  file: TableFile,
  requested: readonly RequestedColumn[],
): Promise<SourceFile> {
  const known = new Set(requested.map(({ name }) => name));
  const names = [...(await namesInFile(connection, file)), ...file.partitions.map(({ name }) => name)];
  const others = [...new Set(names)].filter(name => !known.has(name) && name !== '');
  return openFile(connection, file, [...requested, ...others.map(name => ({ name }))]);
}

async function openFile(
  connection: DuckDBConnection,
  file: TableFile,
  requested: readonly RequestedColumn[],
): Promise<SourceFile> {
  const unnameable = requested.find(({ name }) => name.includes('\0'));
  if (unnameable !== undefined) {
    const name = cut(escapeControls(unnameable.name), SHOWN_CHARACTERS);
    throw new MalformedTable(file.path, `no column "${name}" can be read, for its NUL character. Rename it.`);
  }
  const source = await openKind(
    connection,
    file,
    requested.filter(({ name }) => !isPartition(file, name)),
  );
  const columns = [...source.columns];
  return {
    ...source,
    columns: requested.flatMap(({ name }) => partitionColumn(file, name) ?? columns.shift() ?? []),
  };
}

const SHOWN_CHARACTERS = 40;

async function openKind(
  connection: DuckDBConnection,
  file: TableFile,
  requested: readonly RequestedColumn[],
): Promise<SourceFile> {
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

async function namesInFile(connection: DuckDBConnection, file: TableFile): Promise<readonly string[]> {
  switch (file.kind) {
    case 'csv':
      return (await readCsvHeader(file)).names;
    case 'json':
    case 'json-lines':
      return keysOfJson(connection, file);
    case 'parquet':
      return (await describeParquet(connection, file)).map(column => column.name);
  }
}

/** A value is written, and so told apart, by the form of its column. */
function assertSameForms(first: SourceFile, source: SourceFile): void {
  source.columns.forEach(({ name, type, form }, i) => {
    const wanted = first.columns[i];
    if (form !== wanted.form) {
      throw new DifferentColumns(source.file.path, name, type, wanted.type, first.file.path);
    }
  });
}
