import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { processFolderPrefix, removeAbandonedFolders } from '../../../files/process-folders';

/** A folder for the rows of one process. */
export interface SnapshotFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a folder among the temporary files, which is removed when the process ends, if not before. What processes have
 * left there that were killed goes first.
 *
 * @throws errors of the system
 */
export async function openSnapshotFolder(): Promise<SnapshotFolder> {
  await removeAbandonedFolders(KIND);
  const folder = await mkdtemp(processFolderPrefix(KIND));
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      process.off('exit', removeNow);
    },
  };
}

const KIND = 'reckit-rows-';
