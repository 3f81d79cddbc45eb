import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ColumnTwice, NothingJoined, SeparatorInEvent, WithoutItems } from '../errors';
import type { FileOptions } from '../files/table-file';
import { queryColumns, queryText, sqlName, sqlText } from '../sources/duckdb';
import { withTable } from '../sources/open-source';
import { filesOfLog } from './files-of-log';
import { featureColumn, featuresStruct, loggedFeatures, type LoggedFeature } from './logged-features';
import { readLoggedRows, type LoggedChoice, type LoggedRows } from './logged-rows';
import { labelName, readOutcomes, type OutcomeColumns, type Outcomes } from './outcomes';

/** What a joined row can say beside features and labels, and from which column of `keyed`. */
export const ROW_FACTS = {
  request_id: 'request_id',
  row: 'line_row',
  time: 'answered_at',
  version: 'version',
} as const;
export type RowFact = keyof typeof ROW_FACTS;

/** How joined rows are written. */
export type JoinedFormat = 'csv' | 'tsv' | 'parquet';

export interface JoinRequest {
  /** The folder that a service writes its predictions to, a file of it, or a pattern. */
  readonly log: string;
  readonly choice: LoggedChoice;
  /** A file of outcomes, a folder of such, or a pattern. */
  readonly labels: string;
  readonly labelOptions: FileOptions;
  readonly columns: OutcomeColumns;
  /** The feature, or for a model that answers ids the column, that holds the item. @default as the outcomes call it */
  readonly itemName: string;
  /** How long after the answer an outcome counts; null for however long. */
  readonly windowMs: number | null;
  /** The label of rows without an outcome; null leaves them out. */
  readonly missingLabel: string | null;
  readonly facts: readonly RowFact[];
  /** Stands between the events of a sequence in text. */
  readonly separator: string;
  readonly out: string;
  readonly format: JoinedFormat;
}

/** What was joined. */
export interface Joined {
  readonly log: LoggedRows;
  readonly outcomes: {
    readonly count: number;
    /** Those of no row that is logged. */
    readonly unknown: number;
    /** Those of a logged row, later than the window. */
    readonly late: number;
    /** Those that a later one of the same row has replaced. */
    readonly replaced: number;
  };
  readonly rows: {
    readonly written: number;
    /** Those of the written ones that have the label of rows without an outcome. */
    readonly filled: number;
    /** Those that were left out, since nothing is known of them. */
    readonly withoutOutcome: number;
    /** Those that were left out, since their window was open when the last outcome happened. */
    readonly undecided: number;
  };
}

/**
 * Joins logged predictions with what came of them into a file to train on: the features as they were used, and labels.
 *
 * @throws DataError of one line: file, place, problem, remedy
 */
export async function joinOutcomes(request: JoinRequest): Promise<Joined> {
  const files = await filesOfLog(request.log);
  const folder = path.dirname(path.resolve(request.out));
  await mkdir(folder, { recursive: true });
  // What does not fit into memory goes beside the file that is written.
  const scratch = await mkdtemp(path.join(folder, '.join-labels-'));
  try {
    return await withTable(request.labels, request.labelOptions, async (connection, table) => {
      await connection.run(`SET temp_directory = ${sqlText(scratch)}`);
      const log = await readLoggedRows(connection, request.log, files, request.choice);
      const features = await loggedFeatures(connection, request.log);
      await keyRows(connection, request, features);
      const outcomes = await readOutcomes(connection, table, request.columns);
      const written = path.join(scratch, 'joined');
      const joined = await join(connection, request, outcomes);
      await write(connection, request, features, outcomes, written);
      await rename(written, request.out);
      return { log, ...joined };
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes `keyed` of `logged`: what tells a row apart in its request, and the item that it is about where it answers ids. */
async function keyRows(
  connection: DuckDBConnection,
  { log, columns, itemName, separator, format, facts }: JoinRequest,
  features: readonly LoggedFeature[],
): Promise<void> {
  assertOnce(log, [...features.map(({ name }) => name), ...columns.labels, ...facts]);
  if (format !== 'parquet') await assertSeparable(connection, log, features, separator);
  const order = 'answered_at, request_id, line_row';
  const kept = `request_id, line_row, version, answered_at, features`;
  const rows = async (): Promise<string> => {
    if (columns.key.kind === 'row')
      return `SELECT ${kept}, CAST(line_row AS VARCHAR) AS key, 0 AS rank FROM logged`;
    if (features.some(({ name }) => name === itemName)) {
      const pointer = `/${itemName.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return `SELECT ${kept}, json_extract_string(features, ${sqlText(pointer)}) AS key, 0 AS rank FROM logged`;
    }
    if (!(await answersIds(connection)))
      throw new WithoutItems(
        log,
        itemName,
        features.map(({ name }) => name),
      );
    assertOnce(log, [itemName, ...columns.labels, ...facts]);
    const ids = `from_json(item_ids, '["VARCHAR"]')`;
    return `SELECT ${kept}, unnest(${ids}) AS key, generate_subscripts(${ids}, 1) AS rank FROM logged`;
  };
  await connection.run(
    `CREATE TEMP TABLE keyed AS SELECT row_number() OVER (ORDER BY ${order}, rank) AS row_id, * FROM (${await rows()})`,
  );
  await connection.run('DROP TABLE logged');
}

/** Finds for each row of `keyed` its last outcome within the window: `found`, row_id and labels. */
async function join(
  connection: DuckDBConnection,
  { windowMs, missingLabel, labels: labelFile, log }: JoinRequest,
  { count, labelTypes }: Outcomes,
): Promise<Omit<Joined, 'log'>> {
  const number = async (sql: string): Promise<number> => Number(await queryText(connection, sql));
  const window = windowMs === null ? null : `to_milliseconds(${windowMs})`;
  const isInTime = window === null ? 'true' : `o.happened_at <= k.answered_at + ${window}`;
  await connection.run(
    `CREATE TEMP TABLE pairs AS SELECT k.row_id, o.place, ${isInTime} AS is_in_time, o.happened_at
    FROM keyed k JOIN outcomes o USING (request_id, key)`,
  );
  const names = labelTypes.map((_, i) => labelName(i));
  await connection.run(
    `CREATE TEMP TABLE found AS SELECT row_id, ${names.join(', ')} FROM (
      SELECT row_id, place FROM pairs WHERE is_in_time
      QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY happened_at DESC NULLS LAST, place DESC) = 1
    ) JOIN outcomes USING (place)`,
  );
  const [known, inTime, used, all, matched] = [
    await number('SELECT count(DISTINCT place) FROM pairs'),
    await number('SELECT count(DISTINCT place) FROM pairs WHERE is_in_time'),
    await number('SELECT count(*) FROM pairs WHERE is_in_time'),
    await number('SELECT count(*) FROM keyed'),
    await number('SELECT count(*) FROM found'),
  ];
  if (matched === 0) throw new NothingJoined(labelFile, { outcomes: count, late: known, log });
  // What may still happen to a row is not known while its window is open.
  const isDecided =
    window === null ? 'true' : `answered_at + ${window} <= (SELECT max(happened_at) FROM outcomes)`;
  const isKept = missingLabel === null ? 'false' : isDecided;
  await connection.run(
    `CREATE TEMP TABLE kept AS SELECT row_id FROM keyed
    WHERE row_id IN (SELECT row_id FROM found) OR ${isKept}`,
  );
  const written = await number('SELECT count(*) FROM kept');
  const left = all - written;
  return {
    outcomes: { count, unknown: count - known, late: known - inTime, replaced: used - matched },
    rows: {
      written,
      filled: written - matched,
      withoutOutcome: missingLabel === null ? left : 0,
      undecided: missingLabel === null ? 0 : left,
    },
  };
}

async function write(
  connection: DuckDBConnection,
  { columns, itemName, missingLabel, facts, separator, format }: JoinRequest,
  features: readonly LoggedFeature[],
  { labelTypes }: Outcomes,
  file: string,
): Promise<void> {
  const isOfItems = columns.key.kind === 'item' && !features.some(({ name }) => name === itemName);
  const isText = missingLabel !== null && !Number.isFinite(Number(missingLabel));
  const labels = columns.labels.map((label, i) => {
    const type = isText ? 'VARCHAR' : typeWith(labelTypes[i], missingLabel);
    const value =
      missingLabel === null ? labelName(i) : `coalesce(${labelName(i)}, ${sqlText(missingLabel)})`;
    const cast = type === 'BIGINT' ? `CAST(CAST(${value} AS DOUBLE) AS BIGINT)` : `CAST(${value} AS ${type})`;
    return `${cast} AS ${sqlName(label)}`;
  });
  const selected = [
    ...features.map(feature => featureColumn(feature, 'sent', format === 'parquet' ? null : separator)),
    ...(isOfItems ? [`key AS ${sqlName(itemName)}`] : []),
    ...labels,
    ...facts.map(fact => `${ROW_FACTS[fact]} AS ${sqlName(fact)}`),
  ];
  const sent = `SELECT * EXCLUDE (features), ${featuresStruct(features)} AS sent FROM keyed JOIN kept USING (row_id)`;
  const options =
    format === 'parquet' ? 'FORMAT parquet' : `FORMAT csv, HEADER, DELIMITER '${DELIMITERS[format]}'`;
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM (${sent}) LEFT JOIN found USING (row_id) ORDER BY row_id)
    TO ${sqlText(file)} (${options})`,
  );
}

const DELIMITERS = { csv: ',', tsv: '\t' } as const;

/** The type of a label whose gaps are filled. */
function typeWith(type: Outcomes['labelTypes'][number], filled: string | null): string {
  return type === 'BIGINT' && filled !== null && !Number.isInteger(Number(filled)) ? 'DOUBLE' : type;
}

async function answersIds(connection: DuckDBConnection): Promise<boolean> {
  return (
    (await queryText(connection, `SELECT count(*) FROM logged WHERE json_type(item_ids) = 'ARRAY'`)) !== '0'
  );
}

/** @throws ColumnTwice for a name that two columns of the file would have */
function assertOnce(path: string, names: readonly string[]): void {
  const lower = names.map(name => name.toLowerCase());
  const twice = names.find((_, i) => lower.indexOf(lower[i]) < i);
  if (twice !== undefined) throw new ColumnTwice(path, twice);
}

/** @throws SeparatorInEvent for an event that would be read as two */
async function assertSeparable(
  connection: DuckDBConnection,
  log: string,
  features: readonly LoggedFeature[],
  separator: string,
): Promise<void> {
  for (const { name } of features.filter(({ type }) => type === 'VARCHAR[]')) {
    const [[event]] = await queryColumns(
      connection,
      `SELECT event FROM (SELECT unnest(struct_extract(from_json(features, ${sqlText(JSON.stringify({ [name]: ['VARCHAR'] }))}),
        ${sqlText(name)})) AS event FROM logged) WHERE contains(event, ${sqlText(separator)}) LIMIT 1`,
    );
    if (event !== undefined && event !== null) throw new SeparatorInEvent(log, name, event, separator);
  }
}
