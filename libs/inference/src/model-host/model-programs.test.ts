import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { LoaderProgram } from './model-programs';

/** Stands for the program that loads models: waits, and ends with its service. */
const PROGRAM = `process.once('disconnect', () => process.exit()); process.on('message', text => process.send(text));`;

let folder = '';
let program: LoaderProgram;
const started: ReturnType<LoaderProgram['start']>[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-loader-'));
  writeFileSync(path.join(folder, 'loader.js'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => (program = new LoaderProgram(path.join(folder, 'loader.js'))));
afterEach(async () => {
  // One may have been prepared that nobody took.
  started.push(program.start());
  await Promise.all(
    started.splice(0).map(async child => {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await ended;
    }),
  );
});

function start(): ReturnType<LoaderProgram['start']> {
  const child = program.start();
  started.push(child);
  return child;
}

/** A load that ends when it is told to. */
function heldLoad(
  events: string[],
  name: string,
): { load: () => Promise<string>; end: (fails?: boolean) => void } {
  let end: (fails?: boolean) => void = () => undefined;
  const ended = new Promise<boolean>(resolve => (end = (fails = false) => resolve(fails)));
  return {
    end,
    async load() {
      events.push(`${name} begins`);
      const fails = await ended;
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    },
  };
}

test('loads are done one after the other, in their order, whether they succeed or not', async () => {
  const events: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map(name => heldLoad(events, name));
  const loads = [a, b, c].map(({ load }) => program.inTurn(load));
  const outcomes = Promise.allSettled(loads);
  c.end();
  b.end(true);
  a.end();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('while one is loaded the process of the next one starts, and is the one that it gets', async () => {
  const prepare = jest.spyOn(program, 'prepare');
  const pids: (number | undefined)[] = [];
  const load = async (): Promise<void> => void pids.push(start().pid);
  await Promise.all([program.inTurn(load), program.inTurn(load), program.inTurn(load)]);
  expect(prepare).toHaveBeenCalledTimes(2);
  expect(new Set(pids).size).toBe(3);
  await program.inTurn(load);
  expect(prepare).toHaveBeenCalledTimes(2);
});

test('what is prepared twice is one process', () => {
  program.prepare();
  program.prepare();
  const first = start();
  expect(start().pid).not.toBe(first.pid);
  expect(first.connected).toBe(true);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('what other processes hold in memory counts, until they are ended', async () => {
  const [own, other] = [start(), start()];
  for (const child of [own, other]) {
    child.send('are you there?');
    await once(child, 'message');
  }
  const bytes = program.bytesBeside(own);
  // A process of Node alone takes some forty megabytes.
  expect(bytes).toBeGreaterThan(10e6);
  expect(bytes).toBeLessThan(500e6);
  other.kill('SIGKILL');
  expect(program.bytesBeside(own)).toBe(0);
});
