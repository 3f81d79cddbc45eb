import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableSource } from '../sources/table-source';
import { cellOf, checkPresence, placeOf, type RowPlace } from './scan-columns';

/** The cell of a 1-based row that is to be told of, where its column is there at all. @throws MissingColumn */
export async function foundCell(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  row: number,
): Promise<RowPlace & { readonly cell: string }> {
  await checkPresence(connection, source, [source.columns[column].name]);
  return { ...(await placeOf(source, row)), cell: await cellOf(connection, source, column, row) };
}
