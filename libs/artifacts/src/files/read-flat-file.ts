import path from 'node:path';
import { MissingModel } from '../errors';
import { readRegularFile, withRegularFile, type RegularFile } from './read-regular-file';

/** What Node reads of a file at most. */
const MAX_FLAT_FILE_BYTES = 2 ** 31 - 1;

/**
 * A file of a flat model directory, or null where it does not exist.
 *
 * @throws CorruptPackage if it is there but is no regular file or cannot be read
 */
export function readFlatFile(dir: string, name: string): Promise<Buffer | null> {
  return readRegularFile(path.join(dir, name), MAX_FLAT_FILE_BYTES);
}

/**
 * The first of several files that is there.
 *
 * @throws MissingModel if none is, CorruptPackage if it cannot be read
 */
export async function requireFlatFile(dir: string, names: readonly string[]): Promise<Buffer> {
  for (const name of names) {
    const bytes = await readFlatFile(dir, name);
    if (bytes !== null) return bytes;
  }
  throw new MissingModel(`Model file not found: ${names.map(name => path.join(dir, name)).join(' or ')}.`);
}

/**
 * As `requireFlatFile`, of one that may be larger than memory.
 *
 * @returns what `use` makes of the file
 */
export async function withFlatFile<T>(
  dir: string,
  name: string,
  use: (opened: RegularFile) => Promise<T>,
): Promise<T> {
  // Boxed, since what is made may be null as well.
  const made = await withRegularFile(path.join(dir, name), async opened => ({ value: await use(opened) }));
  if (made === null) throw new MissingModel(`Model file not found: ${path.join(dir, name)}.`);
  return made.value;
}
