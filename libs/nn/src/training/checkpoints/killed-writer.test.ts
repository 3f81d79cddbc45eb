import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { bundledOnce } from '../../../../command-line/testing/bundled-once';
import { stateOfEpoch } from '../../../testing/checkpoint-states';
import { temporaryFolder } from '../../../testing/temporary-folder';
import { readCheckpoint } from './checkpoint';

const folder = temporaryFolder();
const ROUNDS = 8;

/** The writer as one file that plain `node` runs. */
async function bundledWriter(): Promise<string> {
  const writer = path.join(__dirname, '../../../testing/write-checkpoints-until-killed.ts');
  return path.join(await bundledOnce('writer-of-checkpoints', { entryPoints: { writer } }), 'writer.js');
}

test('a process killed while it writes leaves the checkpoint before or the one after', async () => {
  const writer = await bundledWriter();
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
