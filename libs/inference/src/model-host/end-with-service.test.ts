import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { bundledOnce } from '../../../command-line/testing/bundled-once';
import { TOO_MUCH_MEMORY } from './end-with-service';

const ENOUGH_MB = '100000';
const LONG_MS = '600000';

let program = '';
beforeAll(async () => {
  const entryPoints = [path.join(__dirname, '../../testing/hold-memory.ts')];
  program = path.join(await bundledOnce('hold-memory', { entryPoints }), 'hold-memory.js');
});

async function endingOf(...args: string[]): Promise<{ signal: NodeJS.Signals | null; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGABRT',
  });
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { signal: child.signalCode, stderr };
}

test('a process that takes too much memory ends and says so', async () => {
  expect(await endingOf('memory', String(process.pid), '250', LONG_MS)).toEqual({
    signal: 'SIGKILL',
    stderr: TOO_MUCH_MEMORY,
  });
});

test.each([
  ['it takes too long', String(process.pid), '1000'],
  ['its service is not there', '1', LONG_MS],
])('a process whose main thread hears nothing ends when %s', async (_, servicePid, maxMs) => {
  expect(await endingOf('time', servicePid, ENOUGH_MB, maxMs)).toEqual({ signal: 'SIGKILL', stderr: '' });
});
