import type { DuckDBConnection } from '@duckdb/node-api';
import type { Connection, FieldPacket } from 'mysql2';
import { DatabaseError } from '../../../errors';
import { withDuckDb } from '../../../sources/duckdb';
import { shownRows, type DatabaseSettings } from '../database-settings';
import { readResult, type RawCell, type ResultSink } from '../server/read-result';
import { isRounded, queryOf } from '../server/table-query';
import { ParquetWaves } from './parquet-waves';
import { resultColumns } from './result-columns';

/** Who wants to know how a reading goes on. */
export interface DatabaseWatcher {
  /** Is told, now and then, how many rows there are so far. */
  onRows?(rows: number): void;
  /** Is told what a person should know though the reading goes on. */
  onNotice?(text: string): void;
}

/** What is written, and where. */
export interface Writing {
  readonly folder: string;
  readonly file: string;
  readonly watcher: DatabaseWatcher;
}

/**
 * Writes all rows that are wanted to a Parquet file.
 *
 * @returns how many there are
 * @throws DataError, UnreadableRow, errors of the client, of the system and of DuckDB
 */
export function writeRows(
  connection: Connection,
  settings: DatabaseSettings,
  { folder, file, watcher }: Writing,
): Promise<number> {
  return withDuckDb(async (appending, instance) => {
    const query = await queryOf(connection, settings);
    const copying = await instance.connect();
    const sink = new RowSink(settings, { appending, copying, folder, watcher });
    try {
      await readResult(connection, query, { sink, timeoutMs: settings.timeoutMs });
      return await sink.finish(file);
    } catch (error) {
      await sink.abandon();
      throw error;
    } finally {
      copying.closeSync();
    }
  });
}

interface SinkParts {
  readonly appending: DuckDBConnection;
  readonly copying: DuckDBConnection;
  readonly folder: string;
  readonly watcher: DatabaseWatcher;
}

const ROWS_A_REPORT = 100_000;

class RowSink implements ResultSink {
  readonly #settings: DatabaseSettings;
  readonly #parts: SinkParts;
  #waves: ParquetWaves | undefined;

  constructor(settings: DatabaseSettings, parts: SinkParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  begin(fields: readonly FieldPacket[]): void {
    const { folder, watcher } = this.#parts;
    this.#waves = new ParquetWaves(resultColumns(this.#settings, fields), this.#parts, folder);
    const rounded = fields.find(field => isRounded(field, this.#settings));
    if (rounded === undefined) return;
    const { name } = rounded;
    watcher.onNotice?.(
      `column ${name} is a FLOAT, which MySQL sends rounded to six digits. Select ${name} + 0e0 AS ${name} for all of them.`,
    );
  }

  add(cells: readonly RawCell[]): Promise<void> | undefined {
    const waves = this.#waves;
    if (waves === undefined) throw new Error('Rows come after their columns.');
    const taken = waves.add(cells);
    if (waves.rows % ROWS_A_REPORT === 0) this.#parts.watcher.onRows?.(waves.rows);
    return taken;
  }

  /** @returns the number of rows */
  async finish(file: string): Promise<number> {
    if (this.#waves === undefined || this.#waves.rows === 0) {
      throw new DatabaseError(
        shownRows(this.#settings),
        'there are no rows. Check the query, or fill the table.',
      );
    }
    await this.#waves.finish(file);
    return this.#waves.rows;
  }

  async abandon(): Promise<void> {
    await this.#waves?.abandon();
  }
}
