import path from 'node:path';
import { tmpdir } from 'node:os';
import { DatabaseError } from '../../errors';
import type { Snapshot } from '../snapshot';
import { shownRows, type DatabaseSettings } from './database-settings';
import { notWritten } from './rows/not-written';
import { openSnapshotFolder } from './rows/snapshot-folder';
import type { DatabaseWatcher } from './rows/write-rows';
import { readWithRestart } from './read-with-restart';
import { readsOnly } from './server/reads-only';

/** The rows of a database in a file. */
export interface DatabaseSnapshot extends Snapshot {
  readonly rows: number;
}

/**
 * Reads a table or the result of a query from a server that speaks MySQL's protocol, row by row, into a Parquet file
 * among the temporary files. It is removed by `release`, or when the process ends.
 *
 * Whole numbers, bits and floating point become numbers; DECIMAL the text of all its digits; dates, times, JSON, bytes
 * in UTF-8 and the rest the text that the server writes. What fits none of that is an error.
 *
 * If the connection is lost, all is read once more.
 *
 * @throws DataError
 */
export async function snapshotOfDatabase(
  settings: DatabaseSettings,
  watcher: DatabaseWatcher = {},
): Promise<DatabaseSnapshot> {
  const shown = shownRows(settings);
  if ('query' in settings.rows && !readsOnly(settings.rows.query)) {
    throw new DatabaseError(
      shown,
      'only queries that read are run here. Give one that begins with SELECT or WITH.',
    );
  }
  const folder = await openSnapshotFolder().catch((error: unknown) => {
    throw notWritten(shown, tmpdir(), error);
  });
  try {
    const file = path.join(folder.path, 'rows.parquet');
    // The clients take their time to load, and few need them.
    const { attempt } =
      settings.arrowPort === undefined ? await import('./server/attempt') : await import('./flight/attempt');
    const rows = await readWithRestart(settings, { folder: folder.path, file, watcher }, attempt);
    return { path: file, shown, rows, origin: originOf(settings, rows), release: () => folder.remove() };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function originOf(
  { kind, host, port, arrowPort, database, rows: read }: DatabaseSettings,
  rows: number,
): Snapshot['origin'] {
  return {
    source: kind,
    host,
    port: arrowPort ?? port,
    ...(arrowPort !== undefined && { protocol: 'arrow-flight-sql' }),
    ...(database !== undefined && { database }),
    ...read,
    rows,
  };
}
