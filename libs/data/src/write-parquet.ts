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
  await copyToParquet(
    `read_json(${fileArgument(jsonLines)}, format = 'newline_delimited', columns = ${typesOf(columns)})`,
    parquet,
  );
}

/**
 * The same of a CSV file with a header and commas.
 *
 * @param columns - the SQL types of all columns, in the order of the file
 */
export async function csvToParquet(
  csv: string,
  parquet: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  await copyToParquet(
    `read_csv(${fileArgument(csv)}, header = true, columns = ${typesOf(columns)})`,
    parquet,
  );
}

function typesOf(columns: Readonly<Record<string, string>>): string {
  const types = Object.entries(columns).map(([name, type]) => `${sqlName(name)}: '${type}'`);
  return `{${types.join(', ')}}`;
}

async function copyToParquet(from: string, parquet: string): Promise<void> {
  await withDuckDb(connection =>
    connection.run(`COPY (SELECT * FROM ${from}) TO ${sqlText(parquet)} (FORMAT parquet)`),
  );
}
