import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledOnce } from '../../../command-line/testing/bundled-once';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-exit-'));
const pipe = path.join(folder, 'pipe');
let program = '';

beforeAll(async () => {
  const entryPoints = [path.join(__dirname, '../../testing/held-exit.ts')];
  program = path.join(await bundledOnce('held-exit', { entryPoints }), 'held-exit.js');
  execFileSync('mkfifo', [pipe]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function endingOf(...args: string[]): Promise<unknown> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: 'ignore',
    timeout: 30_000,
    killSignal: 'SIGABRT',
  });
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode };
}

test('a process that nothing holds ends with its code, whatever was feared', async () => {
  expect(await endingOf('', 'false')).toEqual({ code: 3, signal: null });
  expect(await endingOf('', 'true')).toEqual({ code: 3, signal: null });
});

test('a process that a file operation holds ends all the same', async () => {
  expect(await endingOf(pipe, 'true')).toEqual({ code: null, signal: 'SIGKILL' });
});
