import type { DatabaseSettings } from '../database-settings';
import type { Attempt } from '../read-with-restart';
import { writeRows, type Writing } from '../rows/write-rows';
import { connect, disconnect } from './connect';
import { failureOf } from './failure';
import { hangUp } from './hang-up';

/** Reads rows one by one, over MySQL's protocol. */
export const attempt: Attempt = { read, failureOf };

async function read(settings: DatabaseSettings, writing: Writing): Promise<number> {
  const connection = await connect(settings);
  try {
    const rows = await writeRows(connection, settings, writing);
    disconnect(connection);
    return rows;
  } catch (error) {
    hangUp(connection);
    throw error;
  }
}
