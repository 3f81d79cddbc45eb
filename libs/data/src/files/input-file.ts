import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { EmptyFile, FileNotFound, FileNotReadable, NotAFile } from '../errors';
import { errorCode } from './error-code';

/**
 * Checks that a path is a file with something in it that this process may read.
 *
 * @param expected - what is to be in it, for messages
 * @returns its size in bytes
 * @throws FileNotFound, NotAFile, FileNotReadable, EmptyFile
 */
export async function checkInputFile(path: string, expected?: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new NotAFile(path);
    await access(path, constants.R_OK);
    if (found.size === 0) throw new EmptyFile(path, expected);
    return found.size;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? new FileNotFound(path) : new FileNotReadable(path, code);
  }
}
