import type { DuckDBConnection } from '@duckdb/node-api';
import { NotAMoment } from '../errors';
import type { TableFiles } from '../files/table-files';
import { malformed } from '../sources/malformed';
import { namesInSource, openSource } from '../sources/open-source';
import { queryColumns, queryText, sqlName } from '../sources/duckdb';
import { missingColumn } from '../sources/table-source';

/** The columns of a file of outcomes. */
export interface OutcomeColumns {
  /** The id of the request, as it was answered in `X-Request-ID`. */
  readonly request: string;
  /** What tells the rows of a request apart: their number from 0 on, or an item. */
  readonly key: { readonly kind: 'row' | 'item'; readonly column: string };
  readonly labels: readonly string[];
  /** When it happened; null where that does not count. */
  readonly time: string | null;
}

/** What a file of outcomes holds. */
export interface Outcomes {
  readonly count: number;
  /** The SQL type of each label. */
  readonly labelTypes: readonly ('BIGINT' | 'DOUBLE' | 'VARCHAR')[];
}

/** The name of a label in the table `outcomes`. */
export function labelName(index: number): string {
  return `label_${index}`;
}

/**
 * Reads a file of outcomes into the table `outcomes`: place, request_id, key, happened_at, and a text for each label.
 *
 * @throws MissingColumn, NotAMoment, and what the readers of tables throw
 */
export async function readOutcomes(
  connection: DuckDBConnection,
  table: TableFiles,
  { request, key, labels, time }: OutcomeColumns,
): Promise<Outcomes> {
  const names = [request, key.column, ...labels, ...(time === null ? [] : [time])];
  const source = await openSource(
    connection,
    table,
    names.map(name => ({ name })),
  );
  if (source.files.some(({ columnsFoundInRows }) => columnsFoundInRows)) {
    const present = await namesInSource(connection, table);
    const absent = names.find(name => !present.includes(name));
    if (absent !== undefined) throw missingColumn(table.path, absent, present);
  }
  const cells = [
    'request_id',
    'key',
    ...labels.map((_, i) => labelName(i)),
    ...(time === null ? [] : ['moment']),
  ];
  const parts = source.files.map(({ from, columns }) => {
    const selected = columns.map(
      ({ cell }, i) => `nullif(trim(CAST(${cell} AS VARCHAR)), '') AS ${cells[i]}`,
    );
    return `SELECT ${selected.join(', ')} FROM ${from}`;
  });
  try {
    await connection.run(
      `CREATE TEMP TABLE outcomes AS SELECT row_number() OVER () AS place, * REPLACE (${keyText(key.kind)} AS key),
        ${time === null ? 'NULL::TIMESTAMP' : momentOf('moment')} AS happened_at
      FROM (${parts.join(' UNION ALL ')})`,
    );
  } catch (error) {
    throw await malformed(table.files[0], error);
  }
  if (time !== null) await assertTimes(connection, table.path, time);
  const count = Number(await queryText(connection, 'SELECT count(*) FROM outcomes'));
  const labelTypes: Outcomes['labelTypes'][number][] = [];
  for (const i of labels.keys()) labelTypes.push(await typeOfLabel(connection, labelName(i)));
  return { count, labelTypes };
}

/** As logged rows have it: a table library makes 5.0 of a column of integers with a gap. */
function keyText(kind: OutcomeColumns['key']['kind']): string {
  return kind === 'row'
    ? 'CAST(TRY_CAST(TRY_CAST(key AS DOUBLE) AS BIGINT) AS VARCHAR)'
    : String.raw`regexp_replace(key, '^(-?(?:0|[1-9]\d*))\.0*$', '\1')`;
}

/**
 * A moment in UTC: a time with or without its distance from UTC, or seconds, or finer parts of them, since 1970. A cast
 * alone would leave the distance out.
 */
function momentOf(text: string): string {
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  const micros = `CASE WHEN ${number} < 1e11 THEN ${number} * 1e6 WHEN ${number} < 1e14 THEN ${number} * 1e3
    WHEN ${number} < 1e17 THEN ${number} ELSE ${number} / 1e3 END`;
  const distance = String.raw`regexp_extract(${text}, '${CLOCK}\s*([+-])(\d{2}):?(\d{2})?$', ['clock', 'sign', 'hours', 'minutes'])`;
  const minutes = `(CASE (${distance})['sign'] WHEN '-' THEN -1 ELSE 1 END *
    (60 * coalesce(TRY_CAST((${distance})['hours'] AS INTEGER), 0) + coalesce(TRY_CAST((${distance})['minutes'] AS INTEGER), 0)))`;
  const local = String.raw`regexp_replace(${text}, '${CLOCK}\s*(?:Z|UTC|[+-]\d{2}:?(?:\d{2})?)$', '\1')`;
  return `CASE WHEN ${number} IS NOT NULL THEN make_timestamp(CAST(${micros} AS BIGINT))
    ELSE TRY_CAST(${local} AS TIMESTAMP) - to_minutes(${minutes}) END`;
}

/** By which the distance from UTC is told from the day of a date. */
const CLOCK = String.raw`(:\d{2}[\d.,]*)`;

async function assertTimes(connection: DuckDBConnection, path: string, column: string): Promise<void> {
  const [places, moments] = await queryColumns(
    connection,
    'SELECT place, moment FROM outcomes WHERE happened_at IS NULL ORDER BY place LIMIT 1',
  );
  if (places.length > 0) throw new NotAMoment(path, { row: Number(places[0]) }, column, moments[0] ?? '');
}

async function typeOfLabel(
  connection: DuckDBConnection,
  label: string,
): Promise<Outcomes['labelTypes'][number]> {
  const name = sqlName(label);
  const number = `TRY_CAST(${name} AS DOUBLE)`;
  const type = await queryText(
    connection,
    `SELECT CASE WHEN bool_and(${number} IS NOT NULL AND ${number} = trunc(${number}) AND abs(${number}) < 1e15) THEN 'BIGINT'
      WHEN bool_and(${number} IS NOT NULL) THEN 'DOUBLE' ELSE 'VARCHAR' END FROM outcomes WHERE ${name} IS NOT NULL`,
  );
  return type === 'BIGINT' || type === 'DOUBLE' ? type : 'VARCHAR';
}
