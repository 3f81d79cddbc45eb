import { DuckDBInstance } from '@duckdb/node-api';

/** Columns of numbers beside the label. */
export const NUMBERS = 13;
/** Other than any feature. */
const NOISE = NUMBERS + 1;
const ROWS_A_HASH = 16;

/** The feature file that goes with the data. */
export function numbersFeatures(): string {
  return JSON.stringify({ label: 'label', features: Array.from({ length: NUMBERS }, (_, i) => `f${i}`) });
}

/**
 * Writes rows of uniform numbers as Parquet, the same for as many rows. The label is 1 where the first number, half the
 * product of the next two, and noise exceed 0.8 together.
 */
export async function writeNumbers(file: string, rows: number): Promise<void> {
  const columns = Array.from({ length: NUMBERS }, (_, i) => `${uniform(i)}::FLOAT AS f${i}`);
  const label = `(${uniform(0)} + 0.5 * ${uniform(1)} * ${uniform(2)} + 0.4 * ${uniform(NOISE)} > 0.8)::TINYINT AS label`;
  const database = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', temp_directory: '' });
  try {
    const connection = await database.connect();
    await connection.run(
      `COPY (SELECT ${[...columns, label].join(', ')} FROM range(${rows}) t(i)) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    connection.closeSync();
  } finally {
    database.closeSync();
  }
}

/** A number between 0 and 1 that follows from the row and the column. */
function uniform(column: number): string {
  return `(hash(i * ${ROWS_A_HASH} + ${column}) % 100000) / 100000.0`;
}
