import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mayBeAlive, newMark } from '@reckit/data';
import { BadTrainingRun } from '../../run/errors';

const PREFIX = 'running-';
/** How long the sign of a process is believed where nobody can look whether it lives. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

/**
 * Makes sure that no other process tunes the same model in the same folder. Each shows a sign of its own before it looks
 * for those of others: of two that begin at once both may give way, and never none.
 *
 * @returns what takes the sign away
 * @throws BadTrainingRun if another process is at it
 */
export async function onlyTuning(folder: string, model: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const sign = path.join(folder, `${PREFIX}${newMark()}`);
  await writeFile(sign, '');
  const end = (): Promise<void> => rm(sign, { force: true });
  for (const name of await readdir(folder)) {
    const other = path.join(folder, name);
    if (!name.startsWith(PREFIX) || other === sign) continue;
    const found = await stat(other).catch(() => null);
    if (found === null) continue;
    const mark = name.slice(PREFIX.length);
    if (mayBeAlive(mark, Date.now() - found.mtimeMs, PATIENCE_MS)) {
      await end();
      throw new BadTrainingRun(
        `Another process (${mark.split('_')[0]}) is tuning ${model} in ${path.dirname(folder)}: wait for it to end, or name another --model-dir.`,
      );
    }
    await rm(other, { force: true });
  }
  return end;
}
