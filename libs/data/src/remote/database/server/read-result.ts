import type { Connection, FieldPacket } from 'mysql2';
import { hangUp } from './hang-up';
import { NoResult, ServerSilent } from './result-faults';

/** A cell as the server wrote it in its text protocol; null for NULL. */
export type RawCell = Uint8Array | null;

/** Takes the rows of a result. */
export interface ResultSink {
  /** Is given the columns before any row; an error ends the reading. */
  begin(fields: readonly FieldPacket[]): void;
  /** @returns what to wait for before the next row */
  add(cells: readonly RawCell[]): Promise<void> | undefined;
}

/**
 * Runs a query and hands its rows on as they come, in their text form, which no number has been rounded to fit. While
 * the sink is waited for, the server waits too, so that memory stays small whatever the size of the result.
 *
 * The connection is of no more use if this fails.
 *
 * @throws ServerSilent, NoResult, errors of the client, and what the sink throws
 */
export function readResult(
  connection: Connection,
  sql: string,
  { sink, timeoutMs }: { readonly sink: ResultSink; readonly timeoutMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let isPaused = false;
    let signs = 0;
    const watch = watchSilence(timeoutMs, {
      signs: () => (isPaused ? null : signs),
      onSilence: () => fail(new ServerSilent()),
    });
    const finish = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      watch.stop();
      settle();
    };
    const fail = (error: unknown): void =>
      finish(() => {
        hangUp(connection);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    /** Errors go to the caller; the client's parser would make something else of them. */
    const guarded = (act: () => void): void => {
      if (isOver) return;
      try {
        act();
      } catch (error) {
        fail(error);
      }
    };
    const waitFor = (taken: Promise<void>): void => {
      isPaused = true;
      connection.pause();
      taken.then(() => {
        isPaused = false;
        if (!isOver) connection.resume();
      }, fail);
    };

    const query = connection.query({ sql, rowsAsArray: true, typeCast: false });
    query.on('fields', (fields: FieldPacket[] | undefined) =>
      guarded(() => {
        signs++;
        if (fields === undefined) throw new NoResult();
        sink.begin(fields);
      }),
    );
    query.on('result', (cells: unknown) =>
      guarded(() => {
        signs++;
        // What a statement that is no query answers with has been refused above.
        const taken = sink.add(cells as readonly RawCell[]);
        if (taken !== undefined) waitFor(taken);
      }),
    );
    query.on('error', fail);
    connection.on('error', fail);
    query.on('end', () => finish(resolve));
  });
}

/** Calls `onSilence` once `signs` has not changed for so long; while it is null, nothing is expected. */
function watchSilence(
  timeoutMs: number,
  { signs, onSilence }: { signs: () => number | null; onSilence: () => void },
): { stop(): void } {
  let seen = signs();
  let seenMs = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      const current = signs();
      if (current === null || current !== seen) {
        seen = current;
        seenMs = now;
      } else if (now - seenMs >= timeoutMs) {
        onSilence();
      }
    },
    Math.min(1_000, timeoutMs / 4),
  );
  return { stop: () => clearInterval(timer) };
}
