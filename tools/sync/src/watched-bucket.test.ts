import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readCurrentVersion, readLabels } from '@reckit/artifacts';
import { withLabels } from '@reckit/registry';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool } from '../../../libs/command-line/testing/built-tool';
import { ModelBucket } from '../testing/model-bucket';
import { Sidecar, untilSo } from '../testing/sidecar';

const newFolder = temporaryFolders();
const tool = builtTool('sync');
let bucket: ModelBucket;
let modelDir: string;
const running: Sidecar[] = [];

beforeEach(async () => {
  bucket = await ModelBucket.start();
  for (const version of ['v1', 'v2']) await bucket.register(version);
  modelDir = newFolder();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(sidecar => sidecar.kill()));
  await bucket.close();
});

async function startSidecar(): Promise<Sidecar> {
  const flags = ['--model', 'xgb', '--model-dir', modelDir, ...bucket.flags, '--watch', '100'];
  const sidecar = await Sidecar.start(tool, flags, bucket.environment);
  running.push(sidecar);
  return sidecar;
}

const untilNamed = (version: string): Promise<void> =>
  untilSo(`${version} is named`, async () => (await readCurrentVersion(modelDir, 'xgb')) === version);

test('it follows deployments, roll-backs and labels, and says how it is', async () => {
  const sidecar = await startSidecar();
  expect((await sidecar.ask('/live')).status).toBe(200);
  expect((await sidecar.ask('/ready')).status).toBe(503);
  await bucket.produce('v1');
  await untilNamed('v1');
  await untilSo('ready', async () => (await sidecar.ask('/ready')).status === 200);
  await bucket.produce('v2');
  await untilNamed('v2');
  await bucket.produce('v1');
  await untilNamed('v1');
  const labels = { canary: { version: 'v2', share: 1 } };
  await bucket.registry.change(registry => withLabels(registry, 'xgb', labels));
  await untilSo('a label', async () => 'canary' in (await readLabels(modelDir, 'xgb')));
  const metrics = await sidecar.metrics();
  expect(metrics).toContain('reckit_sync_version_info{model="xgb",version="v1"} 1\n');
  expect(metrics).not.toContain('version="v2"');
  expect(metrics).toContain('reckit_sync_fetched_versions_total{model="xgb"} 2\n');
  expect(metrics).toContain('reckit_sync_failures_total{model="xgb"} 0\n');
  expect((await sidecar.ask('/nowhere')).status).toBe(404);
  expect(await sidecar.end()).toBe(0);
});

test('a store that is gone for a while is said once, and changes nothing', async () => {
  await bucket.produce('v1');
  const sidecar = await startSidecar();
  await untilNamed('v1');
  bucket.server.faults = () => ({ kind: 'refuse', status: 403, code: 'AccessDenied' });
  await untilSo('several failures', async () => {
    const [, count] = /failures_total\{model="xgb"\} (\d+)/.exec(await sidecar.metrics()) ?? [];
    return Number(count) >= 2;
  });
  expect(await readCurrentVersion(modelDir, 'xgb')).toBe('v1');
  expect((await sidecar.ask('/ready')).status).toBe(200);
  bucket.server.faults = () => undefined;
  await bucket.produce('v2');
  await untilNamed('v2');
  await untilSo('it says so', () => sidecar.timesSaid('registry.json again') === 1);
  expect(sidecar.timesSaid('access denied (AccessDenied)')).toBe(1);
});

test('what is taken away from under it comes again', async () => {
  await bucket.produce('v1');
  await startSidecar();
  await untilNamed('v1');
  rmSync(path.join(modelDir, 'xgb'), { recursive: true });
  await untilNamed('v1');
  expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual(['.current_version', 'v1']);
});
