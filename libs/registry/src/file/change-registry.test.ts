import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolders } from '../../../artifacts/testing/temporary-folder';
import { bundledOnce } from '../../../command-line/testing/bundled-once';
import { RegistryError } from '../errors';
import { changeRegistry, readRegistry } from './change-registry';
import { EMPTY_REGISTRY } from './registry-file';

const newFolder = temporaryFolders();
const WRITERS = ['a', 'b', 'c'];
let writer = '';

beforeAll(async () => {
  const bundle = await bundledOnce('register-in-turns', {
    entryPoints: { writer: path.join(__dirname, '../../testing/register-in-turns.ts') },
    // Of what reads data nothing is left in the bundle.
    external: ['@duckdb/node-bindings', 'mysql2'],
  });
  writer = path.join(bundle, 'writer.js');
});

function start(modelDir: string, prefix: string, count: number): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [writer, modelDir, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('processes that register at once lose nothing of each other', async () => {
  const modelDir = newFolder();
  await Promise.all(WRITERS.map(prefix => once(start(modelDir, prefix, 12), 'exit')));
  const { versions } = await readRegistry(modelDir);
  const expected = WRITERS.flatMap(prefix => Array.from({ length: 12 }, (_, i) => `${prefix}-${i}`));
  expect(versions.map(({ version }) => version).sort()).toEqual(expected.sort());
});

test('a process that is killed keeps none from going on, and what it said is registered', async () => {
  const modelDir = newFolder();
  const said: string[] = [];
  for (let round = 0; round < 6; round++) {
    const children = WRITERS.map(prefix => start(modelDir, `${prefix}${round}`, 1000));
    const output = children.map(({ stdout }) => text(stdout));
    await Promise.all(children.map(({ stdout }) => once(stdout, 'readable')));
    await delay(Math.random() * 60);
    for (const child of children) child.kill('SIGKILL');
    said.push(...(await Promise.all(output)).flatMap(lines => lines.trim().split('\n')));
    const versions = (await readRegistry(modelDir)).versions.map(({ version }) => version);
    expect(versions).toEqual(expect.arrayContaining(said));
  }
  await changeRegistry(modelDir, registry => ({ ...registry, seen: true }));
  expect(readdirSync(modelDir).sort()).toEqual(['.registry.turns', 'registry.json']);
  expect(readdirSync(path.join(modelDir, '.registry.turns'))).toEqual([]);
});

test('what other tools say in the file stays', async () => {
  const modelDir = newFolder();
  await changeRegistry(modelDir, registry => ({ ...registry, gates: { auc: 0.99 } }));
  await changeRegistry(modelDir, registry => ({ ...registry, deployments: {} }));
  expect(await readRegistry(modelDir)).toEqual({ ...EMPTY_REGISTRY, gates: { auc: 0.99 } });
});

test.each([
  ['{"format": 1,', 'is not valid JSON'],
  ['{"format": 2, "versions": [], "deployments": {}}', 'format: expected 1, got 2'],
  ['{"format": 1, "versions": [{"model": "../x"}], "deployments": {}}', 'versions.0.model: expected a text'],
])('%s is refused in one line, and nothing is written over it', async (content, problem) => {
  const modelDir = newFolder();
  writeFileSync(path.join(modelDir, 'registry.json'), content);
  const refused = changeRegistry(modelDir, () => EMPTY_REGISTRY);
  await expect(refused).rejects.toThrow(RegistryError);
  await expect(refused).rejects.toThrow(problem);
  await expect(readRegistry(modelDir)).rejects.toThrow(problem);
});
