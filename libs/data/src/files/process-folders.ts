import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { errorCode } from './error-code';

/** How the names of this process' folders of a kind begin, among the temporary files. */
export function processFolderPrefix(kind: string): string {
  return path.join(tmpdir(), `${kind}${HOST}-${process.pid}-`);
}

/** Removes the folders of a kind whose processes were killed before they could. */
export async function removeAbandonedFolders(kind: string): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names) {
    if (!name.startsWith(`${kind}${HOST}-`)) continue;
    const pid = Number(/^(\d+)-/.exec(name.slice(kind.length + HOST.length + 1))?.[1]);
    if (pid > 0 && !isAlive(pid)) {
      // Another user's, for example: it is not in the way.
      await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** Machines that share a folder have processes of the same number. */
const HOST = hostname().replaceAll(/[^\w.]/g, '_');

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
