import type { DuckDBConnection } from '@duckdb/node-api';
import { NoLoggedRows, SeveralModels } from '../errors';
import { fileArgument, queryColumns, queryText, sqlText } from '../sources/duckdb';

/** Which rows of a log are meant; what is left out is found in the log if it has only one. */
export interface LoggedChoice {
  readonly model?: string;
  readonly signature?: string;
  /** Those of one version alone. @default of all */
  readonly version?: string;
}

/** What a log holds. */
export interface LoggedRows {
  readonly model: string;
  readonly signature: string;
  /** Lines that are none: the last one of a process that was killed is cut off. */
  readonly brokenLines: number;
  /** Rows that are there more than once, of which the last is taken. */
  readonly repeated: number;
  /** The rows that are taken, by version. */
  readonly versions: Readonly<Record<string, number>>;
  readonly count: number;
}

/**
 * Reads the chosen rows of a log into the table `logged`: request_id, line_row, version, answered_at, features, item_ids.
 *
 * @throws NoLoggedRows, SeveralModels
 */
export async function readLoggedRows(
  connection: DuckDBConnection,
  log: string,
  files: readonly string[],
  choice: LoggedChoice,
): Promise<LoggedRows> {
  const list = files.map(file => fileArgument(file)).join(', ');
  await connection.run(
    `CREATE TEMP TABLE lines AS SELECT
      json ->> 'request_id' AS request_id, TRY_CAST(json ->> 'row' AS BIGINT) AS line_row,
      json ->> 'model' AS model, json ->> 'signature' AS signature, json ->> 'version' AS version,
      TRY_CAST(json ->> 'time' AS TIMESTAMP) AS answered_at,
      json -> 'features' AS features, json -> 'outputs' -> 'item_ids' AS item_ids
    FROM read_json_objects([${list}], format = 'newline_delimited', ignore_errors = true, hive_partitioning = false)`,
  );
  const brokenLines = Number(await queryText(connection, `SELECT count(*) FROM lines WHERE NOT (${WHOLE})`));
  const { model, signature } = await chooseModel(connection, log, choice);
  const isChosen = [
    `model = ${sqlText(model)}`,
    `signature = ${sqlText(signature)}`,
    ...(choice.version === undefined ? [] : [`version = ${sqlText(choice.version)}`]),
  ].join(' AND ');
  const all = Number(
    await queryText(connection, `SELECT count(*) FROM lines WHERE ${WHOLE} AND ${isChosen}`),
  );
  if (all === 0) throw await noSuchVersion(connection, log, model, choice.version ?? '');
  await connection.run(
    `CREATE TEMP TABLE logged AS SELECT * EXCLUDE (model, signature) FROM lines WHERE ${WHOLE} AND ${isChosen}
    QUALIFY row_number() OVER (PARTITION BY request_id, line_row ORDER BY answered_at DESC) = 1`,
  );
  await connection.run('DROP TABLE lines');
  const [names, counts] = await queryColumns(
    connection,
    'SELECT version, count(*) FROM logged GROUP BY version ORDER BY min(answered_at), version',
  );
  const versions = Object.fromEntries(names.map((name, i) => [name ?? '', Number(counts[i])]));
  const count = Object.values(versions).reduce((sum, each) => sum + each, 0);
  return { model, signature, brokenLines, repeated: all - count, versions, count };
}

const WHOLE = `coalesce(request_id IS NOT NULL AND line_row IS NOT NULL AND model IS NOT NULL AND signature IS NOT NULL
  AND version IS NOT NULL AND answered_at IS NOT NULL AND json_type(features) = 'OBJECT', false)`;

/** @throws SeveralModels where the choice leaves several; NoLoggedRows where it leaves none */
async function chooseModel(
  connection: DuckDBConnection,
  log: string,
  choice: LoggedChoice,
): Promise<{ readonly model: string; readonly signature: string }> {
  const [models, signatures = []] = await queryColumns(
    connection,
    `SELECT model, signature FROM lines WHERE ${WHOLE} GROUP BY ALL ORDER BY ALL`,
  );
  const all = models.map((model, i) => ({ model: model ?? '', signature: signatures[i] ?? '' }));
  const meant = all.filter(
    ({ model, signature }) =>
      (choice.model === undefined || model === choice.model) &&
      (choice.signature === undefined || signature === choice.signature),
  );
  if (meant.length === 1) return meant[0];
  const names = [...new Set(all.map(({ model }) => model))];
  if (meant.length === 0) {
    const wanted = [choice.model, choice.signature].filter(name => name !== undefined).join(', ');
    throw new NoLoggedRows(
      log,
      wanted,
      all.map(({ model, signature }) => `${model} (${signature})`),
    );
  }
  throw new SeveralModels(
    log,
    names.length > 1 && choice.model === undefined
      ? { flag: '--model', names }
      : { flag: '--signature', names: meant.map(({ signature }) => signature) },
  );
}

async function noSuchVersion(
  connection: DuckDBConnection,
  log: string,
  model: string,
  version: string,
): Promise<NoLoggedRows> {
  const [versions] = await queryColumns(
    connection,
    `SELECT DISTINCT version FROM lines WHERE ${WHOLE} AND model = ${sqlText(model)} ORDER BY version`,
  );
  return new NoLoggedRows(
    log,
    version,
    versions.map(name => name ?? ''),
  );
}
