import type { DuckDBConnection } from '@duckdb/node-api';
import { UnsuitableColumn } from '../errors';
import { queryText } from '../sources/duckdb';
import { malformed } from '../sources/malformed';
import type { SourceColumn, TableSource } from '../sources/table-source';
import type { TimeSink } from './column-sink';

const DATE_TYPE = /^(DATE|TIMESTAMP.*)$/;
const TEXT_TYPE = /^(VARCHAR|ENUM\(.*\)|JSON)$/;

/**
 * What the times of a column are: by its type, or where it holds texts, by the first of them.
 *
 * @throws UnsuitableColumn, MalformedTable
 */
export async function timeFormOf(
  connection: DuckDBConnection,
  { path, files }: TableSource,
  column: number,
): Promise<TimeSink['form']> {
  const { name, type, form } = files[0].columns[column];
  if (form === 'number') return 'number';
  if (DATE_TYPE.test(type)) return 'date';
  if (!TEXT_TYPE.test(type)) throw new UnsuitableColumn(path, name, type, 'times');
  for (const file of files) {
    const text = textOf(file.columns[column]);
    const first = `SELECT TRY_CAST(${text} AS DOUBLE) IS NOT NULL FROM ${file.from} WHERE ${text} <> '' LIMIT 1`;
    const isNumber = await queryText(connection, first).catch(async (error: unknown) => {
      throw await malformed(file.file, error);
    });
    if (isNumber !== null) return isNumber === 'true' ? 'number' : 'date';
  }
  return 'date';
}

/**
 * The SQL of a cell as a time: a DOUBLE that is never NULL, NaN where it is none. Dates are milliseconds since 1970, to
 * the microsecond; without a zone they are in UTC.
 */
export function timeOf(
  column: SourceColumn,
  wanted: TimeSink['form'],
  i: number,
): { inner: readonly string[]; outer: string } {
  const { cell, type, form } = column;
  if (wanted === 'number') {
    const text = `${textOf(column)} AS t${i}`;
    const number = `TRY_CAST(${cell} AS DOUBLE) AS n${i}`;
    const isTime = `isfinite(n${i}) AND (${form === 'number'} OR NOT contains(t${i}, '_'))`;
    return { inner: [text, number], outer: `CASE WHEN ${isTime} THEN n${i} ELSE ${NO_TIME} END` };
  }
  const date = DATE_TYPE.test(type)
    ? `TRY_CAST(${cell} AS TIMESTAMP)`
    : // Of words that mean a time, such as "now", none stands in data.
      `CASE WHEN regexp_matches(${textOf(column)}, '^[0-9]') THEN TRY_CAST(${textOf(column)} AS TIMESTAMPTZ) END`;
  return {
    inner: [`${date} AS d${i}`],
    outer: `CASE WHEN isfinite(d${i}) THEN epoch_us(d${i}) / 1000 ELSE ${NO_TIME} END`,
  };
}

const NO_TIME = `'nan'::DOUBLE`;

function textOf({ cell }: SourceColumn): string {
  return `trim(CAST(${cell} AS VARCHAR))`;
}
