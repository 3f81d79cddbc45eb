import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { queryText, withDuckDb } from './duckdb';
import { malformed } from './malformed';
import { openSource } from './open-source';

/** What tells one state of a data file from another. */
export interface Fingerprint {
  /** Lower-case hexadecimal SHA-256 of the file as it is on disk. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rowCount: number;
}

/**
 * Takes the fingerprint of a table file, reading it as a stream.
 *
 * @throws DataError if the file cannot be read as a table
 */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const rowCount = await countRows(path);
  const hash = createHash('sha256');
  const file = createReadStream(path);
  await pipeline(file, hash);
  return { sha256: hash.digest('hex'), bytes: file.bytesRead, rowCount };
}

async function countRows(path: string): Promise<number> {
  return withDuckDb(async connection => {
    const source = await openSource(connection, path, []);
    try {
      return Number(await queryText(connection, `SELECT count(*) FROM ${source.from}`));
    } catch (error) {
      throw malformed(path, error);
    }
  });
}
