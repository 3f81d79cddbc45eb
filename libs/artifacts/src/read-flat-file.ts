import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CorruptPackage, MissingModel } from './errors';
import { fileErrorCode, isMissing } from './file-errors';

/**
 * A file of a flat model directory, or null where it does not exist.
 *
 * @throws CorruptPackage if it is there but cannot be read
 */
export async function readFlatFile(dir: string, name: string): Promise<Buffer | null> {
  const file = path.join(dir, name);
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw new CorruptPackage(
      `${file} cannot be read (${fileErrorCode(error) ?? String(error)}): check its owner and permissions.`,
    );
  }
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
