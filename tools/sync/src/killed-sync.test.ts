import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locateModel, listVersions, verifyPackage } from '@reckit/artifacts';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool } from '../../../libs/command-line/testing/built-tool';
import { ModelBucket } from '../testing/model-bucket';

/** How often it is killed. */
const MOMENTS = Number(process.env['KILLED_TOOLS_MOMENTS'] ?? 4);
const newFolder = temporaryFolders();
const tool = builtTool('sync');
let bucket: ModelBucket;

beforeAll(async () => {
  bucket = await ModelBucket.start();
});
afterAll(() => bucket.close());

test('a sync that is killed at any moment leaves what serves, and is completed when it is run again', async () => {
  const modelDir = newFolder();
  const flags = ['--model', 'xgb', '--model-dir', modelDir, ...bucket.flags, '--keep', '1'];
  let before: string | null = null;
  let usualMs = 500;
  for (let moment = 1; moment <= MOMENTS; moment++) {
    const version = `v${moment}`;
    const graph = Buffer.alloc(2_000_000, `${version} ${Math.random()}`);
    await bucket.register(version, { 'model.onnx': graph, 'feature_meta.json': '{}' });
    await bucket.produce(version);

    const child = tool.start(flags, bucket.environment);
    const ended = once(child, 'exit');
    child.stdout.resume();
    child.stderr.resume();
    // From when it has started on, as its first requests tell.
    const asked = bucket.server.requests.length;
    while (bucket.server.requests.length === asked) await delay(2);
    await delay(Math.random() * usualMs);
    child.kill('SIGKILL');
    await ended;

    if (before !== null) {
      const { dir } = await locateModel(modelDir, 'xgb', [], null);
      expect([before, version]).toContain((await verifyPackage(dir, 'xgb')).version);
    }
    for (const each of await listVersions(path.join(modelDir, 'xgb'))) {
      await verifyPackage(path.join(modelDir, 'xgb', each), 'xgb');
    }

    const begin = performance.now();
    const { code, stderr } = await tool.run(flags, bucket.environment);
    usualMs = (performance.now() - begin) / 2;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { dir } = await locateModel(modelDir, 'xgb', [], null);
    expect((await verifyPackage(dir, 'xgb')).version).toBe(version);
    expect(readdirSync(modelDir).sort()).toEqual(['.sync.turns', 'xgb']);
    before = version;
  }
}, 300_000);
