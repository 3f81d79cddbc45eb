import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Runs a training whose checkpoints go into a folder, which need not exist: it is that of a model which has no
 * version yet. A training that fails before its first checkpoint leaves no folder behind that was not there.
 */
export async function withCheckpointFolder<T>(folder: string, train: () => Promise<T>): Promise<T> {
  const outermostMade = await mkdir(folder, { recursive: true });
  try {
    return await train();
  } catch (error) {
    if (outermostMade !== undefined) await removeEmpty(path.resolve(folder), path.resolve(outermostMade));
    throw error;
  }
}

/** Removes a folder and those around it up to the outermost, as long as they hold nothing. */
async function removeEmpty(folder: string, outermost: string): Promise<void> {
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed && folder !== outermost) await removeEmpty(path.dirname(folder), outermost);
}
