import type { DuckDBConnection } from '@duckdb/node-api';
import { MissingWords } from '@reckit/features';
import { textOfCell } from '../columns/cell-form';
import { NoRows } from '../errors';
import type { FileOptions } from '../files/table-file';
import { queryColumns, sqlText } from '../sources/duckdb';
import { namesInSource, openSource, withTable } from '../sources/open-source';
import type { SourceColumn, TableSource } from '../sources/table-source';
import type { ColumnProfile, SeparatorProfile, SharingColumn } from './column-profile';

/** Values are counted one by one up to so many rows; of more the number is an estimate. */
const EXACT_ROWS = 1_000_000;
const SHOWN_VALUES = 10;
const SEPARATORS = ['|', ';', ',', ' '];
/** Cells that have a separator in them, below which it is none. */
const SEPARATED_SHARE = 0.2;
/** Of the most frequent items of a list, those that a column has which is like them. */
const SHARED_ITEMS = 0.5;
/** Values that are numbers, from which on the others are words among them. */
const MOSTLY_NUMBERS = 0.8;

/**
 * Looks at all columns of a table, whatever they are, and says what their cells are like. Columns without a name are left
 * out, for none can be asked for.
 *
 * @throws DataError
 * @example
 * const profiles = await profileColumns('data/train.csv');
 */
export async function profileColumns(path: string, options: FileOptions = {}): Promise<ColumnProfile[]> {
  return withTable(path, options, async (connection, table) => {
    const all = [...(await namesInSource(connection, table))].filter(name => name !== '');
    const source = await openSource(
      connection,
      table,
      all.map(name => ({ name, asJson: true })),
    );
    const rows = Number(
      (await queryColumns(connection, `SELECT count(*) FROM (${cellsOf(source, [])})`))[0][0],
    );
    if (rows === 0) throw new NoRows(source.path);
    const profiles: ColumnProfile[] = [];
    for (const [i, name] of all.entries()) profiles.push(await profileOf(connection, source, i, name, rows));
    return profiles;
  });
}

/** The texts of a column of all files, in the column `t`; of none of them, rows of nothing. */
function cellsOf({ files }: TableSource, columns: readonly number[]): string {
  return files
    .map(({ columns: cells, from }) => {
      const texts = columns.map(i => `trim(${textOf(cells[i])}) AS t`);
      return `SELECT ${texts.length === 0 ? '1' : texts.join(', ')} FROM ${from}`;
    })
    .join(' UNION ALL ');
}

/** A text of JSON without its quotes, a list as JSON. */
function textOf(column: SourceColumn): string {
  return column.form === 'json' ? `coalesce(${column.cell} ->> '$', '')` : textOfCell(column);
}

async function profileOf(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  name: string,
  rows: number,
): Promise<ColumnProfile> {
  const missing = ['', ...new MissingWords().texts].map(sqlText).join(', ');
  const present = `(SELECT t FROM (${cellsOf(source, [column])}) WHERE lower(t) NOT IN (${missing}))`;
  const isNested = source.columns[column].form === 'other';
  const separated = SEPARATORS.map(separator => `count(*) FILTER (contains(t, ${sqlText(separator)}))`);
  const [counts, texts] = await countsOf(connection, present, [
    'count(*)',
    rows > EXACT_ROWS ? 'approx_count_distinct(t)' : 'count(DISTINCT t)',
    `count(*) FILTER (${IS_NUMBER})`,
    `count(*) FILTER (regexp_full_match(t, '[+-]?[0-9]+(\\.0*)?'))`,
    `count(*) FILTER (regexp_full_match(t, '[+-]?0[0-9]+'))`,
    `count(*) FILTER (lower(t) IN ('true', 'false'))`,
    `count(*) FILTER (TRY_CAST(t AS TIMESTAMP) IS NOT NULL)`,
    `count(*) FILTER (starts_with(t, '['))`,
    `count(*) FILTER (starts_with(t, '{'))`,
    'avg(length(t))',
    'min(t) = max(t)',
    `min(TRY_CAST(t AS DOUBLE)) FILTER (${IS_NUMBER})`,
    `max(TRY_CAST(t AS DOUBLE)) FILTER (${IS_NUMBER})`,
    ...separated,
  ]);
  const [count, distinct, numbers, integers, zeroPadded, booleans, dates, lists, objects, meanLength] =
    counts;
  const [min, max, ...inCells] = counts.slice(11);
  const hasWords = numbers < count && numbers >= MOSTLY_NUMBERS * count;
  const separators: SeparatorProfile[] = [];
  for (const [i, cells] of inCells.entries()) {
    if (cells === 0 || cells < SEPARATED_SHARE * count || numbers === count) continue;
    const items = `(SELECT trim(unnest(string_split(t, ${sqlText(SEPARATORS[i])}))) AS t FROM ${present})`;
    separators.push({
      ...(await separatorOf(connection, items, SEPARATORS[i], cells)),
      sharedBy: await columnsWith(connection, source, column, items),
    });
  }
  return {
    name,
    rows,
    present: count,
    distinct,
    isConstant: texts[10] === 'true',
    numbers,
    integers,
    zeroPadded,
    booleans,
    dates,
    lists,
    nested: isNested ? count : objects,
    range: numbers === 0 ? null : { min, max },
    meanLength,
    frequent: await frequentIn(connection, present),
    words: hasWords ? await frequentIn(connection, `${present} WHERE NOT (${IS_NUMBER})`) : [],
    separators: separators.sort((a, b) => b.cells - a.cells),
    sharedBy:
      lists === 0
        ? []
        : await columnsWith(
            connection,
            source,
            column,
            `(SELECT unnest(json_extract_string(t, '$[*]')) AS t FROM ${present} WHERE json_valid(t))`,
          ),
  };
}

/** DuckDB takes 1_000 for a number, most other programs do not. */
const IS_NUMBER = `NOT contains(t, '_') AND coalesce(isfinite(TRY_CAST(t AS DOUBLE)), false)`;

/** One row of aggregates as numbers, and as they are. */
async function countsOf(
  connection: DuckDBConnection,
  from: string,
  aggregates: readonly string[],
): Promise<[number[], (string | null)[]]> {
  const columns = await queryColumns(connection, `SELECT ${aggregates.join(', ')} FROM ${from}`);
  const texts = columns.map(([text]) => text);
  return [texts.map(text => Number(text ?? 0)), texts];
}

/** Found in room that does not grow with the number of values. */
async function frequentIn(connection: DuckDBConnection, from: string): Promise<string[]> {
  const [values] = await queryColumns(
    connection,
    `SELECT unnest(approx_top_k(t, ${SHOWN_VALUES})) FROM ${from}`,
  );
  return values.filter(value => value !== null);
}

/** @param items - a query of the items of all cells, in the column `t` */
async function separatorOf(
  connection: DuckDBConnection,
  items: string,
  separator: string,
  cells: number,
): Promise<Omit<SeparatorProfile, 'sharedBy'>> {
  const [[count, distinctItems, meanItemLength, idLike]] = await countsOf(
    connection,
    `${items} WHERE t <> ''`,
    [
      'count(*)',
      'approx_count_distinct(t)',
      'avg(length(t))',
      `count(*) FILTER (regexp_full_match(t, '[^ ]*[0-9]'))`,
    ],
  );
  return { separator, cells, items: count, distinctItems, meanItemLength, idLike };
}

/** The other columns that have the most frequent items of a list as values. */
async function columnsWith(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  items: string,
): Promise<SharingColumn[]> {
  const frequent = await frequentIn(connection, `${items} WHERE t <> ''`);
  if (frequent.length === 0) return [];
  const list = frequent.map(sqlText).join(', ');
  const sharing: SharingColumn[] = [];
  for (const [i, { name }] of source.columns.entries()) {
    if (i === column) continue;
    const [[found]] = await countsOf(
      connection,
      `(SELECT DISTINCT t FROM (${cellsOf(source, [i])}) WHERE t IN (${list}))`,
      ['count(*)'],
    );
    const share = found / frequent.length;
    if (share > SHARED_ITEMS) sharing.push({ name, share });
  }
  return sharing.sort((a, b) => b.share - a.share);
}
