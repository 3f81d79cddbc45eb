import { randomUUID } from 'node:crypto';
import { openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';

/**
 * Opens a file that has no name any more, so that it is gone when it is closed, or when the process has ended however it
 * did.
 *
 * @param folder - where there is space for it
 * @throws BadEmbeddingInput if there can be no file there
 */
export function openTemporaryFile(folder = tmpdir()): number {
  const file = path.join(folder, `corpus-${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(file, 'wx+');
    unlinkSync(file);
    return descriptor;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadEmbeddingInput(
      `The corpus is larger than its share of memory, and cannot be written to the folder ${quoted(folder)} (${code}): check its permissions and space, or name another.`,
    );
  }
}
