import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** What tells one state of a data file from another. */
export interface Fingerprint {
  /** Lower-case hexadecimal SHA-256 of the file as it is on disk. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Takes the fingerprint of a file, reading it as a stream. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const file = createReadStream(path);
  await pipeline(file, hash);
  return { sha256: hash.digest('hex'), bytes: file.bytesRead };
}
