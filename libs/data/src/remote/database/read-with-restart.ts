import { DatabaseError } from '../../errors';
import { shownRows, type DatabaseSettings } from './database-settings';
import { notWritten } from './rows/not-written';
import { UnreadableRow } from './rows/parquet-waves';
import type { Writing } from './rows/write-rows';
import { NoResult, ServerSilent } from './server/result-faults';
import type { Failure } from './server/failure';

/** One way of reading all rows into a file, and what its errors mean. */
export interface Attempt {
  /** @returns the number of rows */
  read(settings: DatabaseSettings, writing: Writing): Promise<number>;
  /** @returns undefined for an error that is not one of the server or its client */
  failureOf(settings: DatabaseSettings, error: unknown): Failure | undefined;
}

/**
 * Reads all rows into a file; if the connection is lost, once more from the start.
 *
 * @returns the number of rows
 * @throws DataError
 */
export async function readWithRestart(
  settings: DatabaseSettings,
  writing: Writing,
  attempt: Attempt,
): Promise<number> {
  const first = await tryToRead(settings, writing, attempt);
  if (typeof first === 'number') return first;
  writing.watcher.onNotice?.(`${first.message} All is read again.`);
  const second = await tryToRead(settings, writing, attempt);
  if (typeof second === 'number') return second;
  throw second;
}

/** @returns the number of rows, or why there are none where the same may go well another time */
async function tryToRead(
  settings: DatabaseSettings,
  writing: Writing,
  { read, failureOf }: Attempt,
): Promise<number | Error> {
  try {
    return await read(settings, writing);
  } catch (error) {
    const failure = failureOf(settings, error);
    if (failure === undefined) throw explained(settings, writing, error);
    if (!failure.isTransient) throw failure.error;
    return failure.error;
  }
}

function explained(settings: DatabaseSettings, { folder }: Writing, error: unknown): unknown {
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
