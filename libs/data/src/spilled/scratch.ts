import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { processFolderPrefix, removeAbandonedFolders } from '../files/process-folders';
import { orNotSpilled } from './not-spilled';

/** A place on disk for what does not fit into memory. */
export interface Scratch {
  /** A folder that is made when it is needed. */
  readonly folder: string;
  /** A path in the folder for a file of this name, alone in its kind. @throws NotSpilled */
  path(name: string): string;
  /** Removes the folder with all that is in it. */
  remove(): void;
}

/**
 * A folder among the temporary files, which is removed when the process ends, if not before. What processes have left
 * there that were killed goes at once.
 */
export async function openScratch(): Promise<Scratch> {
  await removeAbandonedFolders(KIND);
  const folder = `${processFolderPrefix(KIND)}${randomBytes(6).toString('hex')}`;
  let count = 0;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    folder,
    path(name) {
      orNotSpilled(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
      return path.join(folder, `${count++}-${name}`);
    },
    remove() {
      remove();
      process.off('exit', remove);
    },
  };
}

const KIND = 'reckit-spilled-';
