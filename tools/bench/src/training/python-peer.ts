import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../errors';

/** The interpreter of the shell first; that of the system may have the distribution's packages. */
const PYTHONS = ['python3', '/usr/bin/python3'];
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
  const file = path.join(PEERS, script);
  if (!existsSync(file)) throw new BenchError(`${file} is missing: run the program where it was built.`);
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

function failureOf(error: unknown): { code: unknown; stderr: string } {
  if (typeof error !== 'object' || error === null) throw error;
  const code = 'code' in error ? error.code : undefined;
  return { code, stderr: 'stderr' in error ? String(error.stderr) : '' };
}
