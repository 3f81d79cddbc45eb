import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { EmptyFile, FileNotFound, FileNotReadable } from '../errors';
import { errorCode } from './error-code';

/**
 * Checks that a path is a file with something in it that this process may read.
 *
 * @param shownPath - the file in messages
 * @param expected - what is to be in it, for messages
 * @returns its size in bytes
 * @throws FileNotFound, FileNotReadable, EmptyFile
 */
export async function checkInputFile(path: string, shownPath = path, expected?: string): Promise<number> {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    if (found.size === 0) throw new EmptyFile(shownPath, expected);
    return found.size;
  } catch (error) {
    throw pathProblem(shownPath, error);
  }
}

/** What the system has against a path, in one line; any other error comes back as it is. */
export function pathProblem(shownPath: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new FileNotFound(shownPath)
    : new FileNotReadable(shownPath, code);
}
