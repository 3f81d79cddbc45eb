import type { DuckDBConnection } from '@duckdb/node-api';
import { fileArgument, queryColumns, sqlName } from './duckdb';
import { AmbiguousColumns } from '../errors';
import { malformed } from './malformed';
import type { TableFile } from '../files/table-file';
import { EXPECTED_ROWS_UNKNOWN } from './table-source';
import type { RequestedColumn, SourceColumn, SourceFile } from './table-source';

/** Opens a file of JSON objects; a key that a row lacks is a blank cell. */
export function openJson(file: TableFile, requested: readonly RequestedColumn[]): SourceFile {
  const { path } = file;
  const names = [...new Set(requested.map(({ name }) => name))];
  const asJson = new Set(requested.filter(column => column.asJson).map(({ name }) => name));
  names.forEach((name, i) => {
    const same = names.slice(0, i).find(other => other.toLowerCase() === name.toLowerCase());
    if (same !== undefined) throw new AmbiguousColumns(path, same, name);
  });
  const types = names.map(name => `${sqlName(name)}: '${asJson.has(name) ? 'JSON' : 'VARCHAR'}'`).join(', ');
  const from =
    names.length === 0
      ? `read_json_objects(${jsonArguments(file)})`
      : `read_json(${jsonArguments(file)}, records = 'true', columns = {${types}})`;
  return {
    file,
    from,
    columns: requested.map((column): SourceColumn => {
      const { name } = column;
      if (column.asJson) return { name, cell: sqlName(name), type: 'JSON', form: 'json' };
      const cell = asJson.has(name) ? `(${sqlName(name)} ->> '$')` : sqlName(name);
      return { name, cell, type: 'VARCHAR', form: 'text' };
    }),
    expectedRows: EXPECTED_ROWS_UNKNOWN,
    columnsFoundInRows: true,
  };
}

/** The keys of all rows, in order of appearance. */
export async function keysOfJson(connection: DuckDBConnection, file: TableFile): Promise<string[]> {
  const rows = `read_json_objects(${jsonArguments(file)})`;
  const numbered = `SELECT json_keys(json) AS keys, row_number() OVER () AS row FROM ${rows}`;
  const keys = `SELECT unnest(keys) AS name, generate_subscripts(keys, 1) AS place, row FROM (${numbered})`;
  try {
    const [names] = await queryColumns(
      connection,
      `SELECT name FROM (${keys}) GROUP BY name ORDER BY min(row), min(place)`,
    );
    return names.filter(name => name !== null);
  } catch (error) {
    throw await malformed(file, error);
  }
}

function jsonArguments({ readPath, kind, compression }: TableFile): string {
  return [
    fileArgument(readPath),
    `format = '${kind === 'json-lines' ? 'newline_delimited' : 'auto'}'`,
    `compression = '${compression}'`,
    'hive_partitioning = false',
  ].join(', ');
}
