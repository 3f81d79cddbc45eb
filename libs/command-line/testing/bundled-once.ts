import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, stop, type BuildOptions } from 'esbuild';

/** What a program that was bundled here finds in its environment, so as to start in less time. */
export const QUICK_START = {
  NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'keep-compiled.js'))}`,
};

/**
 * Bundles programs for tests, once in a run: the first test file that wants them bundles them, and the others find them in
 * the folder that the run has for this (`jest.global-setup.js`).
 *
 * @param name - letters that no other programs have
 * @returns the folder in which they lie, inside the repository, so that what is not bundled is found in its node_modules
 */
export async function bundledOnce(name: string, options: BuildOptions): Promise<string> {
  const shared = process.env['BUNDLES_OF_RUN'];
  if (shared === undefined) throw new Error('Programs are bundled in a run of jest alone.');
  const folder = path.join(shared, name);
  if (existsSync(folder)) return folder;
  const own = mkdtempSync(`${folder}-`);
  // Some tests start them as another user.
  chmodSync(own, 0o755);
  await build({ ...options, outdir: own, bundle: true, platform: 'node', target: 'node20' });
  // A process that would wait for more to do, for as long as this one runs.
  await stop();
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    // Another test file has done the same meanwhile.
    rmSync(own, { recursive: true });
  }
  return folder;
}
