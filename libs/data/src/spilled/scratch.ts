import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processFolderPrefix, removeAbandonedFolders } from '../files/process-folders';
import { orNotSpilled } from './not-spilled';

/** A place on disk for what does not fit into memory. */
export interface Scratch {
  /** A path for a file or a folder of this name, alone in its kind. */
  path(name: string): string;
  remove(): void;
}

/**
 * A folder among the temporary files, which is made when it is needed first and removed when the process ends, if not
 * before. What processes have left there that were killed goes at once.
 */
export async function openScratch(): Promise<Scratch> {
  await removeAbandonedFolders(KIND);
  let folder: string | undefined;
  let count = 0;
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
    process.off('exit', remove);
  };
  return {
    path(name) {
      if (folder === undefined) {
        folder = orNotSpilled(tmpdir(), () => mkdtempSync(processFolderPrefix(KIND)));
        process.once('exit', remove);
      }
      return path.join(folder, `${count++}-${name}`);
    },
    remove,
  };
}

const KIND = 'reckit-spilled-';
