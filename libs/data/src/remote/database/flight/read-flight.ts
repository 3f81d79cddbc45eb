import type { RecordBatch } from 'apache-arrow';
import type { Metadata } from '@grpc/grpc-js';
import { DatabaseError } from '../../../errors';
import { withDuckDb } from '../../../sources/duckdb';
import { shownRows, type DatabaseSettings } from '../database-settings';
import type { Writing } from '../rows/write-rows';
import { ParquetWaves, type NamedColumn } from '../rows/parquet-waves';
import { namedColumns } from '../rows/result-columns';
import { quotedName, quotedTable } from '../server/table-query';
import { readCertificates } from '../server/read-certificates';
import { arrowBatches } from './arrow-batches';
import { columnOfArrow, type ArrowColumn } from './arrow-column';
import { endpointChannel } from './endpoint-channel';
import { FlightClient, type FlightChannel } from './flight-client';
import type { FlightEndpoint } from './flight-messages';

const ROWS_A_REPORT = 100_000;

/**
 * Writes all rows that are wanted to a Parquet file, as they come in columns over Arrow Flight SQL.
 *
 * @returns how many there are
 * @throws DataError, UnreadableRow, ServerSilent, errors of gRPC, of the system and of DuckDB
 */
export async function readFlight(settings: DatabaseSettings, writing: Writing): Promise<number> {
  const channel = await channelOf(settings);
  const client = new FlightClient(channel);
  try {
    const login = await client.logIn(settings.user, settings.password);
    const { database, rows } = settings;
    if ('query' in rows && database !== undefined) await client.run(`USE ${quotedName(database)}`, login);
    const { endpoint } = await client.run(statementOf(settings), login);
    return await writeEndpoints(settings, writing, { client, channel, login, endpoints: endpoint });
  } finally {
    client.close();
  }
}

function statementOf({ rows, database }: DatabaseSettings): string {
  if ('query' in rows) return rows.query;
  // A session has no database of its own.
  const isWhole = rows.table.includes('.') || database === undefined;
  return `SELECT * FROM ${quotedTable(isWhole ? rows.table : `${database}.${rows.table}`)}`;
}

async function channelOf(settings: DatabaseSettings): Promise<FlightChannel> {
  const { host, port, arrowPort = port, tls, tlsCa, timeoutMs } = settings;
  const ca =
    tls === 'off' || tlsCa === undefined ? null : Buffer.from(await readCertificates(settings, tlsCa));
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${arrowPort}`,
    tls: tls === 'off' ? null : { ca, verifies: tls === 'verify' },
    timeoutMs,
  };
}

interface Result {
  readonly client: FlightClient;
  readonly channel: FlightChannel;
  readonly login: Metadata;
  readonly endpoints: readonly FlightEndpoint[];
}

function writeEndpoints(
  settings: DatabaseSettings,
  { folder, file, watcher }: Writing,
  { client, channel, login, endpoints }: Result,
): Promise<number> {
  return withDuckDb(async (appending, instance) => {
    const copying = await instance.connect();
    let table: BatchTable | undefined;
    try {
      for (const endpoint of endpoints) {
        const itsChannel = endpointChannel(settings, channel, endpoint);
        const its = itsChannel === channel ? client : new FlightClient(itsChannel);
        try {
          for await (const batch of arrowBatches(its.rowsOf(endpoint.ticket, login))) {
            table ??= new BatchTable(
              settings,
              batch,
              columns => new ParquetWaves(columns, { appending, copying }, folder),
            );
            await table.add(batch, rows => watcher.onRows?.(rows));
          }
        } finally {
          if (its !== client) its.close();
        }
      }
      if (table === undefined || table.waves.rows === 0) {
        throw new DatabaseError(
          shownRows(settings),
          'there are no rows. Check the query, or fill the table.',
        );
      }
      await table.waves.finish(file);
      return table.waves.rows;
    } catch (error) {
      await table?.waves.abandon();
      throw error;
    } finally {
      copying.closeSync();
    }
  });
}

type ArrowNamedColumn = NamedColumn<ArrowColumn>;

/** Hands the rows of batches on, all of the columns of the first one. */
class BatchTable {
  readonly waves: ParquetWaves<number>;
  readonly #columns: readonly ArrowNamedColumn[];
  readonly #settings: DatabaseSettings;
  readonly #schema: string;

  constructor(
    settings: DatabaseSettings,
    { schema }: RecordBatch,
    open: (columns: readonly ArrowNamedColumn[]) => ParquetWaves<number>,
  ) {
    this.#settings = settings;
    this.#schema = String(schema);
    this.#columns = namedColumns(
      settings,
      schema.fields.map(({ name, type }) => ({ name, cells: () => columnOfArrow(type) })),
    );
    this.waves = open(this.#columns);
  }

  async add(batch: RecordBatch, onRows: (rows: number) => void): Promise<void> {
    if (String(batch.schema) !== this.#schema) {
      throw new DatabaseError(
        shownRows(this.#settings),
        'the parts of the result have different columns. Read it again.',
      );
    }
    this.#columns.forEach(({ cells }, i) => cells.begin(batch.data.children[i]));
    const place = new Array<number>(this.#columns.length);
    for (let row = 0; row < batch.numRows; row++) {
      const taken = this.waves.add(place.fill(row));
      if (taken !== undefined) await taken;
      if (this.waves.rows % ROWS_A_REPORT === 0) onRows(this.waves.rows);
    }
  }
}
