import { DatabaseError } from '../../errors';
import { shownRows, type DatabaseSettings } from './database-settings';
import { notWritten } from './rows/not-written';
import { UnreadableRow } from './rows/parquet-waves';
import { writeRows, type DatabaseWatcher } from './rows/write-rows';
import { connect, disconnect } from './server/connect';
import { failureOf } from './server/failure';
import { hangUp } from './server/hang-up';
import { NoResult, ServerSilent } from './server/read-result';

interface Reading {
  readonly folder: string;
  readonly file: string;
  readonly watcher: DatabaseWatcher;
}

/**
 * Reads all rows into a file; if the connection is lost, once more from the start.
 *
 * @returns the number of rows
 * @throws DataError
 */
export async function readWithRestart(settings: DatabaseSettings, reading: Reading): Promise<number> {
  const first = await tryToRead(settings, reading);
  if (typeof first === 'number') return first;
  reading.watcher.onNotice?.(`${first.message} All is read again.`);
  const second = await tryToRead(settings, reading);
  if (typeof second === 'number') return second;
  throw second;
}

/** @returns the number of rows, or why there are none where the same may go well another time */
async function tryToRead(settings: DatabaseSettings, reading: Reading): Promise<number | Error> {
  const connection = await connect(settings);
  try {
    const rows = await writeRows(connection, settings, reading);
    disconnect(connection);
    return rows;
  } catch (error) {
    hangUp(connection);
    const failure = failureOf(settings, error);
    if (failure === undefined) throw explained(settings, reading, error);
    if (!failure.isTransient) throw failure.error;
    return failure.error;
  }
}

function explained(settings: DatabaseSettings, { folder }: Reading, error: unknown): unknown {
  const shown = shownRows(settings);
  if (error instanceof ServerSilent) {
    const seconds = settings.timeoutMs / 1000;
    return new DatabaseError(
      shown,
      `the server has sent nothing for ${seconds} s. See what the query waits for, or raise --${settings.kind}-timeout.`,
    );
  }
  if (error instanceof NoResult) {
    return new DatabaseError(shown, 'the query has no result. Give a SELECT.');
  }
  if (error instanceof UnreadableRow) {
    return new DatabaseError(shown, `row ${error.row}, column ${error.column}: ${error.message}`);
  }
  return notWritten(shown, folder, error);
}
