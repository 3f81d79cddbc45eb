import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { BadTrainingRun } from '../errors';

/** What to say of the errors of the system; the others are told by their code. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file. Check the path',
  ENOTDIR: 'no such file. Check the path',
  EACCES: 'its permissions forbid it. Change them, or name another file',
  EPERM: 'its permissions forbid it. Change them, or name another file',
  EISDIR: 'it is a folder. Name a file in it',
};

/**
 * Reads a small file of text that a user wrote, in UTF-8, or in UTF-16 with a byte order mark as Windows writes it.
 *
 * @param what - what it is, for messages, such as 'the feature file'
 * @param flag - the flag that names it
 * @throws BadTrainingRun
 */
export async function readTextFile(file: string, what: string, flag: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const problem = PROBLEMS[code] ?? `${code}. Name another file`;
    throw new BadTrainingRun(`${file}: ${what} cannot be read: ${problem} (${flag}).`);
  });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (!isUtf8(bytes)) throw new BadTrainingRun(`${file}: ${what} is not UTF-8 text. Save it as UTF-8.`);
  return new TextDecoder('utf-8').decode(bytes);
}
