import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../errors';

/** The interpreters of the shell, the first of its path first; that of the system may have the distribution's packages. */
export const PYTHONS = [
  ...(process.env['PATH'] ?? '').split(path.delimiter).map(folder => path.join(folder, 'python3')),
  '/usr/bin/python3',
].filter((python, i, all) => all.indexOf(python) === i && existsSync(python));
/** From `dist/tools/bench`, where the program runs. */
const PEERS = path.resolve(__dirname, '../../../tools/bench/peers');
/** The exit code of a script whose packages are not installed. */
const PACKAGES_MISSING = 3;
const LAST_WORDS = 300;

/**
 * Runs a peer script with the first Python that has its packages, and gives what it printed; null if none has.
 *
 * @throws BenchError if the script fails
 */
export async function runPythonPeer(script: string, args: readonly string[]): Promise<string | null> {
  const file = peerScript(script);
  for (const python of PYTHONS) {
    try {
      return (await promisify(execFile)(python, [file, ...args])).stdout;
    } catch (error) {
      const { code, stderr } = failureOf(error);
      if (code === 'ENOENT' || code === PACKAGES_MISSING) continue;
      throw new BenchError(`${script} failed: ${stderr.trim().slice(-LAST_WORDS)}`);
    }
  }
  return null;
}

/**
 * The first Python that can import all of these; null if none can.
 *
 * @param packages - by the names under which they are imported
 */
export async function pythonWith(packages: readonly string[]): Promise<string | null> {
  for (const python of PYTHONS) {
    const found = await promisify(execFile)(python, ['-c', `import ${packages.join()}`]).catch(() => null);
    if (found) return python;
  }
  return null;
}

/** Where a peer script lies. @throws BenchError if it is not there */
export function peerScript(script: string): string {
  const file = path.join(PEERS, script);
  if (existsSync(file)) return file;
  throw new BenchError(`${file} is missing: run the program where it was built.`);
}

function failureOf(error: unknown): { code: unknown; stderr: string } {
  if (typeof error !== 'object' || error === null) throw error;
  const code = 'code' in error ? error.code : undefined;
  return { code, stderr: 'stderr' in error ? String(error.stderr) : '' };
}
