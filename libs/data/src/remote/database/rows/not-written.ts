import { SnapshotNotWritten } from '../../../errors';
import { errorCode } from '../../../files/error-code';

/** An error of the system, or one that DuckDB had from it, is about the folder; any other comes back as it is. */
export function notWritten(shown: string, folder: string, error: unknown): unknown {
  const code = errorCode(error) ?? DUCKDB_IO_ERROR.exec(error instanceof Error ? error.message : '')?.[1];
  return code === undefined ? error : new SnapshotNotWritten(shown, folder, code);
}

/** The last part is what the system said, such as `No space left on device`. */
const DUCKDB_IO_ERROR = /^IO Error: (?:.*: )?(.*)/;
