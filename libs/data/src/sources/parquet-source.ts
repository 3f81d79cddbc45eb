import type { DuckDBConnection } from '@duckdb/node-api';
import { formOfType } from '../columns/cell-form';
import { fileArgument, queryColumns, queryText, sqlName } from './duckdb';
import type { TableFile } from '../files/table-file';
import { malformed } from './malformed';
import { missingColumn } from './table-source';
import type { RequestedColumn, SourceColumn, SourceFile } from './table-source';

/** Opens a Parquet file, whose footer tells columns, types and rows. */
export async function openParquet(
  connection: DuckDBConnection,
  file: TableFile,
  requested: readonly RequestedColumn[],
): Promise<SourceFile> {
  const present = await describeParquet(connection, file);
  const names = present.map(column => column.name);
  const columns = requested.map(({ name }) => {
    const index = names.indexOf(name);
    if (index < 0) throw missingColumn(file.path, name, names);
    return present[index];
  });
  const rows = await queryText(
    connection,
    `SELECT num_rows FROM parquet_file_metadata(${fileArgument(file.readPath)})`,
  );
  return {
    file,
    from: parquetTable(file),
    columns,
    expectedRows: Math.max(1, Number(rows)),
    columnsFoundInRows: false,
  };
}

/** The columns of a Parquet file, in its order. */
export async function describeParquet(
  connection: DuckDBConnection,
  file: TableFile,
): Promise<SourceColumn[]> {
  try {
    const sql = `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${parquetTable(file)})`;
    const [names, types] = await queryColumns(connection, sql);
    return names.map((name, i) => ({
      name: name ?? '',
      cell: sqlName(name ?? ''),
      type: types[i] ?? '',
      form: formOfType(types[i] ?? ''),
    }));
  } catch (error) {
    throw await malformed(file, error);
  }
}

function parquetTable({ readPath }: TableFile): string {
  return `read_parquet(${fileArgument(readPath)}, hive_partitioning = false)`;
}
