import { snapshotOfDatabase, type DatabaseSettings, type DatabaseSnapshot } from '@reckit/data';
import type { DataConsole } from './data-console';

const LINE_EVERY_MS = 10_000;

/**
 * Reads rows of a database into a file, and says how it goes.
 *
 * @throws DataError
 */
export async function readDatabase(
  settings: DatabaseSettings,
  console: DataConsole,
): Promise<DatabaseSnapshot> {
  const begin = performance.now();
  let last = begin;
  const snapshot = await snapshotOfDatabase(settings, {
    onRows(rows) {
      const now = performance.now();
      if (now - last < LINE_EVERY_MS) return;
      last = now;
      console.fact('Reading', `${count(rows)} rows so far, ${count(pace(rows, begin, now))} a second`);
    },
    onNotice: text => console.warn(text),
  });
  const now = performance.now();
  console.fact(
    'Database',
    `${count(snapshot.rows)} rows of ${snapshot.shown} read in ${((now - begin) / 1000).toFixed(1)} s`,
  );
  return snapshot;
}

function pace(rows: number, begin: number, now: number): number {
  return Math.round((rows * 1000) / (now - begin));
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}
