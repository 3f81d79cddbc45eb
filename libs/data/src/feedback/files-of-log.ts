import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { NoFiles } from '../errors';
import { filesOfTable } from '../files/files-of-table';
import { pathProblem } from '../files/input-file';

/** As services call them; those that are being written, or that nobody has finished, are called `.part` in addition. */
const LOG_NAME = /^predictions-.*\.jsonl(?:\.part|\.gz|\.zst)?$/;

/**
 * The files of a log of predictions.
 *
 * @param log - the folder that a service writes to, a file, or a pattern
 * @throws NoFiles, and the errors of `filesOfTable`
 */
export async function filesOfLog(log: string): Promise<readonly string[]> {
  const itself = await stat(log).catch(() => null);
  if (itself?.isDirectory() !== true) return (await filesOfTable(log)).map(({ readPath }) => readPath);
  const names = await readdir(log).catch((error: unknown) => {
    throw pathProblem(log, error);
  });
  const files = names
    .filter(name => LOG_NAME.test(name))
    .sort()
    .map(name => path.join(log, name));
  const sizes = await Promise.all(files.map(async file => (await stat(file).catch(() => null))?.size ?? 0));
  const written = files.filter((_, i) => sizes[i] > 0);
  if (written.length === 0) throw new NoFiles(log, 'no service has logged predictions in this folder');
  return written;
}
