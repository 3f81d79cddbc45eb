import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { buildSync } from 'esbuild';
import { stateOfEpoch } from '../../testing/checkpoint-states';
import { temporaryFolder } from '../../testing/temporary-folder';
import { readCheckpoint } from './checkpoint';

const folder = temporaryFolder();
const ROUNDS = 8;

/** The writer as one file that plain `node` runs. */
function bundledWriter(): string {
  const outfile = path.join(folder, 'writer.cjs');
  buildSync({
    entryPoints: [path.join(__dirname, '../../testing/write-checkpoints-until-killed.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
  });
  return outfile;
}

test('a process killed while it writes leaves the checkpoint before or the one after', async () => {
  const writer = bundledWriter();
  const file = path.join(folder, 'checkpoint');
  for (let round = 0; round < ROUNDS; round++) {
    const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    await delay(Math.random() * 60);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);

    const { file: read, ...state } = await readCheckpoint(file);
    expect(read).toBe(file);
    const expected = stateOfEpoch(state.progress.history.length, 100_000);
    // Half a million numbers, with which Jest's own comparison is slow.
    expect(isDeepStrictEqual(state, expected)).toBe(true);
  }
});
