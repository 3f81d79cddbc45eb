import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locateModel, verifyPackage, writePackage } from '@reckit/artifacts';
import { findVersion, readRegistry } from '@reckit/registry';
import { packageContent } from '../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, type BuiltTool } from '../../../libs/command-line/testing/built-tool';
import { S3Server } from '../../../libs/data/testing/s3-server';
import { FakeReplica } from '../testing/fake-replica';

/** How often each tool is killed. */
const MOMENTS = Number(process.env['KILLED_TOOLS_MOMENTS'] ?? 4);
const WARM_UP_MS = 200;
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
const environment = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'a-secret' };

const newFolder = temporaryFolders();
const registerTool = builtTool('register');
const deployTool = builtTool('deploy');
const replicas: FakeReplica[] = [];
let modelDir: string;
let store: S3Server;

beforeAll(async () => {
  modelDir = newFolder();
  store = await S3Server.start({ credentials });
  store.put('bucket', 'there', '');
  await write('v0');
  await expectDone(registerTool, flags('v0'));
  await expectDone(deployTool, flags('v0'));
  for (let i = 0; i < 2; i++) replicas.push(await FakeReplica.start(modelDir));
});
afterAll(async () => {
  await Promise.all([store.close(), ...replicas.map(replica => replica.close())]);
});

async function write(version: string): Promise<void> {
  const graph = Buffer.alloc(400_000, version);
  await writePackage(modelDir, packageContent(version, { 'model.onnx': graph, 'feature_meta.json': '{}' }));
}

const flags = (version: string): string[] => [
  ...['--model', 'xgb', '--version', version, '--model-dir', modelDir],
  ...['--s3-bucket', 'bucket', '--oss-endpoint', store.endpoint],
];

async function expectDone(tool: BuiltTool, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const { code, stderr } = await tool.run(args, environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return performance.now() - begin;
}

/** Ends it at a random moment after its start; it may be done by then. */
async function killInTheMiddle(tool: BuiltTool, args: readonly string[], usualMs: number): Promise<void> {
  const child = tool.start(args, environment);
  const ended = once(child, 'exit');
  child.stdout.resume();
  child.stderr.resume();
  await delay(Math.min(WARM_UP_MS, usualMs / 2) + Math.random() * usualMs);
  child.kill('SIGKILL');
  await ended;
}

async function expectServes(): Promise<string> {
  const { dir } = await locateModel(modelDir, 'xgb', [], null);
  const { version } = await verifyPackage(dir, 'xgb');
  return version;
}

test('tools that are killed at any moment leave what serves, and complete it when they are run again', async () => {
  let usualMs = 500;
  for (let moment = 1; moment <= MOMENTS; moment++) {
    const version = `v${moment}`;
    const before = await expectServes();
    await write(version);
    await killInTheMiddle(registerTool, flags(version), usualMs);
    await readRegistry(modelDir);
    expect(await expectServes()).toBe(before);
    await expectDone(registerTool, flags(version));
    expect(store.get('bucket', `xgb/${version}/model.tar.gz`)).not.toBeNull();

    // It is fetched then.
    rmSync(path.join(modelDir, 'xgb', version), { recursive: true });
    const urls = replicas.flatMap(({ url }) => ['--service-url', url]);
    await killInTheMiddle(deployTool, [...flags(version), ...urls], usualMs);
    await readRegistry(modelDir);
    expect([before, version]).toContain(await expectServes());
    usualMs = await expectDone(deployTool, [...flags(version), ...urls]);

    expect(await expectServes()).toBe(version);
    expect(replicas.map(({ served }) => served)).toEqual([version, version]);
    const registry = await readRegistry(modelDir);
    expect(registry.deployments).toEqual({});
    expect(findVersion(registry, 'xgb', version)).toMatchObject({ status: 'production', replaced: before });
    expect(registry.versions.filter(({ status }) => status === 'production')).toHaveLength(1);
  }
}, 300_000);
