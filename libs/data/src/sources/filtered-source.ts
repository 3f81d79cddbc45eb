import type { DuckDBConnection } from '@duckdb/node-api';
import { MissingWords } from '@reckit/features';
import { BadCondition } from '../errors';
import { queryColumns, queryText, sqlName, sqlText } from './duckdb';
import { nearName } from './near-name';
import type { SourceColumn, SourceFile } from './table-source';

/** Columns of text whose values are numbers as far as was looked: a condition compares them as such. */
export type NumberNames = ReadonlySet<string>;

/** Rows that are looked at. */
const LOOKED_AT_ROWS = 10_000;

/**
 * Finds which columns of text that a condition names hold numbers.
 *
 * @param source - with all columns of the file
 * @throws what DuckDB says of a damaged file
 */
export async function numberNames(
  connection: DuckDBConnection,
  { from, columns }: SourceFile,
  condition: string,
): Promise<NumberNames> {
  const named = columns.filter(column => isText(column) && isNamed(column, condition));
  if (named.length === 0) return new Set();
  const cells = named.map((column, i) => `${textOf(column)} AS t${i}`).join(', ');
  const rows = `SELECT ${cells} FROM ${from} LIMIT ${LOOKED_AT_ROWS}`;
  const tests = named.map(
    (_, i) =>
      `coalesce(bool_and(TRY_CAST(t${i} AS DOUBLE) IS NOT NULL) FILTER (${isBlank(`t${i}`)} = false), false)`,
  );
  const found = await queryColumns(connection, `SELECT ${tests.join(', ')} FROM (${rows})`);
  return new Set(named.filter((_, i) => found[i][0] === 'true').map(({ name }) => name));
}

/**
 * A source with those of its rows for which a condition of SQL holds.
 *
 * @param source - with all columns of the file, of which the condition may name any
 * @param count - how many of the columns are wanted
 * @throws BadCondition
 */
export async function filtered(
  connection: DuckDBConnection,
  source: SourceFile,
  count: number,
  condition: string,
  numbers: NumberNames,
): Promise<SourceFile> {
  const { file, columns, expectedRows, columnsFoundInRows, records } = source;
  const wanted = columns.slice(0, count);
  const cells = wanted.map(({ cell }, i) => `${cell} AS ${cellName(i)}`);
  const known = new Map(columns.map(column => [column.name, column]));
  const named = [...known.values()]
    .filter(column => column.name !== '' && isNamed(column, condition))
    .map(column => `${comparedCell(column, numbers)} AS ${sqlName(column.name)}`);
  const rows = (...more: string[]) =>
    `(SELECT ${[...cells, ...named, ...more].join(', ')} FROM ${source.from}) WHERE (${condition}\n)`;
  const rowNumbers = `SELECT "$row" FROM ${rows('row_number() OVER () AS "$row"')}`;
  // Rows are there, and named, whatever is selected of them.
  const from = `(SELECT * FROM ${rows('1 AS "$one"')})`;
  await queryText(connection, `SELECT "$one" FROM ${from} LIMIT 0`).catch((error: unknown) => {
    throw badCondition(file.path, condition, [...known.keys()], error);
  });
  return {
    file,
    expectedRows,
    columnsFoundInRows,
    ...(records && { records }),
    from,
    columns: wanted.map((column, i) => ({ ...column, cell: cellName(i) })),
    rowInFile: async row =>
      Number(await queryText(connection, `${rowNumbers} LIMIT 1 OFFSET ${row - 1}`)) || row,
  };
}

function cellName(i: number): string {
  return sqlName(`$${i}`);
}

/** A cell as a condition sees it. */
function comparedCell(column: SourceColumn, numbers: NumberNames): string {
  if (!isText(column)) return column.cell;
  const text = textOf(column);
  if (!numbers.has(column.name)) return text;
  return `CASE WHEN ${isBlank(text)} THEN NULL ELSE CAST(${text} AS DOUBLE) END`;
}

function isText({ type, form }: SourceColumn): boolean {
  return form === 'written' || form === 'json' || (form === 'text' && type === 'VARCHAR');
}

function textOf({ cell, form }: SourceColumn): string {
  return form === 'json' ? `(${cell} ->> '$')` : cell;
}

function isBlank(text: string): string {
  const words = ['', ...new MissingWords().texts].map(sqlText).join(', ');
  return `coalesce(lower(trim(${text})), '') IN (${words})`;
}

function isNamed({ name }: SourceColumn, condition: string): boolean {
  // In a condition a quote within a name is doubled.
  return condition.toLowerCase().includes(name.toLowerCase().replaceAll('"', '""'));
}

function badCondition(path: string, condition: string, names: readonly string[], error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (!/^(Parser|Binder|Catalog|Conversion|Invalid Input) Error/.test(message)) return error;
  const column = /Referenced column "([^"]*)" not found/.exec(message)?.[1];
  if (column === undefined) {
    return new BadCondition(path, condition, message.split('\n')[0].replace(/^\w+ (Input )?Error: /, ''));
  }
  const near = nearName(column, names);
  return new BadCondition(
    path,
    condition,
    `no column "${column}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
  );
}
