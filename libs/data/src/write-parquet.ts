import { fileArgument, sqlName, sqlText, withDuckDb } from './sources/duckdb';

/**
 * Makes a Parquet file of lines of JSON, as a stream.
 *
 * @param columns - the SQL types of what is taken, by the keys of the objects
 */
export async function writeParquet(
  jsonLines: string,
  parquet: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const types = Object.entries(columns).map(([name, type]) => `${sqlName(name)}: '${type}'`);
  const from = `read_json(${fileArgument(jsonLines)}, format = 'newline_delimited', columns = {${types.join(', ')}})`;
  await withDuckDb(connection =>
    connection.run(`COPY (SELECT * FROM ${from}) TO ${sqlText(parquet)} (FORMAT parquet)`),
  );
}
