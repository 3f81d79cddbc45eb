import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { filesOfTable } from './files/files-of-table';

/** What tells one state of data from another. */
export interface Fingerprint {
  /**
   * Lower-case hexadecimal SHA-256 of the file as it is on disk; of several files, of the lines of their own, in their
   * order.
   */
  readonly sha256: string;
  readonly bytes: number;
  /** How many there are, if the data are a folder or a pattern. */
  readonly files?: number;
}

/**
 * Takes the fingerprint of a file, or of the files that a folder or a pattern stands for, reading them as streams.
 *
 * @throws the errors of `filesOfTable`
 */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const about = await stat(path).catch(() => null);
  if (about?.isFile()) return ofFile(path);
  const files = await filesOfTable(path);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const { readPath } of files) {
    const file = await ofFile(readPath);
    hash.update(`${file.sha256}\n`);
    bytes += file.bytes;
  }
  return { sha256: hash.digest('hex'), bytes, files: files.length };
}

async function ofFile(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const file = createReadStream(path);
  await pipeline(file, hash);
  return { sha256: hash.digest('hex'), bytes: file.bytesRead };
}
