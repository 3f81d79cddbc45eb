import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundledOnce } from '../../../command-line/testing/bundled-once';
import { temporaryFolders } from '../../testing/temporary-folder';
import { readCurrentVersion } from '../versions/current-version';
import { listVersions, locateModel } from './locate-model';
import { openPackage } from './open-package';

const newFolder = temporaryFolders();
const ROUNDS = 5;
const WRITERS = ['a', 'b', 'c'];
const FILES = ['model.onnx', 'report.html'];

/** The writer as one file that plain `node` runs. */
async function bundledWriter(): Promise<string> {
  const writer = path.join(__dirname, '../../testing/write-until-killed.ts');
  return path.join(await bundledOnce('writer-of-packages', { entryPoints: { writer } }), 'writer.js');
}

/** Starts a writer and kills it at a random moment after its first version. */
async function writeAndDie(writer: string, modelDir: string, prefix: string): Promise<void> {
  const child = spawn(process.execPath, [writer, modelDir, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await delay(Math.random() * 100);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

test('processes killed while they write and promote leave only versions that open', async () => {
  const writer = await bundledWriter();
  const modelDir = newFolder();
  const folder = path.join(modelDir, 'xgb');
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(WRITERS.map(name => writeAndDie(writer, modelDir, `${name}${round}`)));

    const versions = await listVersions(folder);
    for (const name of WRITERS) expect(versions).toContain(`${name}${round}-0`);
    for (const version of versions) {
      const { manifest, file } = await openPackage(path.join(folder, version), 'xgb', FILES);
      expect(manifest.version).toBe(version);
      expect(file('report.html')?.toString()).toBe(version);
    }

    const current = await locateModel(modelDir, 'xgb', [], null);
    expect(current).toMatchObject({ layout: 'package', version: await readCurrentVersion(modelDir, 'xgb') });
    expect((await openPackage(current.dir, 'xgb', FILES)).file('model.onnx')).toHaveLength(100_000);
  }
});
