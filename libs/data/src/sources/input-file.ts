import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EmptyFile, FileNotFound, FileNotReadable, MalformedTable, NotAFile } from '../errors';

/**
 * Checks that a path is a file with something in it that this process may read.
 *
 * @returns its size in bytes
 * @throws FileNotFound, NotAFile, FileNotReadable, EmptyFile
 */
export async function checkInputFile(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new NotAFile(path);
    await access(path, constants.R_OK);
    if (found.size === 0) throw new EmptyFile(path);
    return found.size;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? new FileNotFound(path) : new FileNotReadable(path, code);
  }
}

/**
 * Yields the bytes of a file in blocks, unpacked if it is gzipped.
 *
 * @throws MalformedTable if the gzip data are damaged
 */
export async function* readBlocks(path: string, gzip: boolean): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  try {
    const blocks: Readable = gzip ? file.pipe(createGunzip()) : file;
    yield* blocks;
  } catch (error) {
    if (!errorCode(error)?.startsWith('Z_')) throw error;
    throw new MalformedTable(path, 'this is not a whole gzip file. Write or copy it again.');
  } finally {
    file.destroy();
  }
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
