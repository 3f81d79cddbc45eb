import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { errorCode } from '../../../files/error-code';

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
  const parent = tmpdir();
  await removeAbandoned(parent);
  const folder = await mkdtemp(path.join(parent, `${PREFIX}${HOST}-${process.pid}-`));
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

const PREFIX = 'reckit-rows-';
/** Machines that share a folder have processes of the same number. */
const HOST = hostname().replaceAll(/[^\w.]/g, '_');

async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent);
  for (const name of names) {
    if (!name.startsWith(`${PREFIX}${HOST}-`)) continue;
    const pid = Number(/^(\d+)-/.exec(name.slice(PREFIX.length + HOST.length + 1))?.[1]);
    if (pid > 0 && !isAlive(pid)) {
      // Another user's, for example: it is not in the way.
      await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
