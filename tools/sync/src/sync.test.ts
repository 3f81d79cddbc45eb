import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readCurrentVersion, readLabels, verifyPackage } from '@reckit/artifacts';
import { withLabels } from '@reckit/registry';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { ModelBucket } from '../testing/model-bucket';

const newFolder = temporaryFolders();
const tool = builtTool('sync');
let bucket: ModelBucket;
let modelDir: string;

beforeEach(async () => {
  bucket = await ModelBucket.start();
  modelDir = newFolder();
});
afterEach(() => bucket.close());

const sync = (...more: string[]): Promise<ToolRun> =>
  tool.inTurn(['--model', 'xgb', '--model-dir', modelDir, ...bucket.flags, ...more], bucket.environment);
const named = (): Promise<string | null> => readCurrentVersion(modelDir, 'xgb');
const versions = (): readonly string[] =>
  readdirSync(path.join(modelDir, 'xgb'))
    .filter(name => !name.startsWith('.'))
    .sort();

async function expectSynced(version: string, ...more: string[]): Promise<ToolRun> {
  const run = await sync(...more);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  expect(await named()).toBe(version);
  expect(await verifyPackage(path.join(modelDir, 'xgb', version), 'xgb')).toMatchObject({ version });
  return run;
}

test('the version in production comes, the next one after it, and the one before it again', async () => {
  for (const version of ['v1', 'v2']) await bucket.register(version);
  await bucket.produce('v1');
  expect((await expectSynced('v1')).stdout).toMatch(/^Names +xgb \(none\) → v1$/m);
  expect(versions()).toEqual(['v1']);
  await bucket.produce('v2');
  const { stdout } = await expectSynced('v2', '--json', '--quiet');
  expect(JSON.parse(stdout)).toEqual({
    models: [
      {
        ...{ model: 'xgb', version: 'v2', previous: 'v1', isDeployed: true },
        ...{ fetched: ['v2'], removed: [], problems: [] },
      },
    ],
  });
  bucket.server.requests.length = 0;
  await bucket.produce('v1');
  await expectSynced('v1');
  const fetched = bucket.server.requests.filter(({ key }) => key.endsWith('.tar.gz'));
  expect(fetched).toEqual([]);
  expect(readdirSync(modelDir).sort()).toEqual(['.sync.turns', 'xgb']);
});

test('before anything is deployed there is nothing to do, and that is said', async () => {
  for (const prepare of [async () => undefined, () => bucket.register('v1')]) {
    await prepare();
    const { code, stdout } = await sync();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('nothing of xgb is deployed in s3://models/ads/registry.json yet'),
    });
    expect(existsSync(path.join(modelDir, 'xgb'))).toBe(false);
  }
});

test('what a label means comes beside it, and what is being deployed', async () => {
  for (const version of ['v1', 'v2', 'v3']) await bucket.register(version);
  await bucket.produce('v1');
  await bucket.registry.change(registry => ({
    ...withLabels(registry, 'xgb', { canary: { version: 'v2', share: 5 } }),
    deployments: { xgb: { version: 'v3', from: 'v1', started_at: 'now' } },
  }));
  await expectSynced('v1');
  expect(versions()).toEqual(['v1', 'v2', 'v3']);
  expect(await readLabels(modelDir, 'xgb')).toEqual({ canary: { version: 'v2', share: 5 } });
  await bucket.registry.change(registry => withLabels(registry, 'xgb', {}));
  await expectSynced('v1');
  expect(await readLabels(modelDir, 'xgb')).toEqual({});
});

test('a label, or a version, may be named in place of the one in production', async () => {
  for (const version of ['v1', 'v2', 'v3']) await bucket.register(version);
  await bucket.produce('v1');
  await bucket.registry.change(registry => withLabels(registry, 'xgb', { canary: { version: 'v2' } }));
  await expectSynced('v2', '--label', 'canary');
  expect(versions()).toEqual(['v2']);
  await expectSynced('v3', '--version', 'v3');
  expect(await readLabels(modelDir, 'xgb')).toEqual({});
});

test('the newest versions stay, and the one before the current one', async () => {
  for (const version of ['v1', 'v2', 'v3', 'v4']) {
    await bucket.register(version);
    await bucket.produce(version);
    await expectSynced(version, '--keep', '2');
  }
  expect(versions()).toEqual(['v3', 'v4']);
  await bucket.produce('v2');
  await bucket.registry.change(registry => ({
    ...registry,
    versions: registry.versions.map(entry => ({ ...entry, replaced: 'v3' })),
  }));
  await expectSynced('v2', '--keep', '0');
  expect(versions()).toEqual(['v2', 'v3']);
});

test('a version that was damaged here is fetched anew', async () => {
  await bucket.register('v1');
  await bucket.produce('v1');
  await expectSynced('v1');
  appendFileSync(path.join(modelDir, 'xgb/v1/model.onnx'), '!');
  const { code, stderr } = await sync();
  expect(code).toBe(0);
  expect(stderr).toContain('It is fetched anew.');
  await expectSynced('v1');
  rmSync(path.join(modelDir, 'xgb/v1/manifest.json'));
  await expectSynced('v1');
});

describe('what cannot be had', () => {
  beforeEach(async () => {
    for (const version of ['v1', 'v2']) await bucket.register(version);
  });

  test.each([0, 20, -9])('one byte flipped in an archive (at %d): what is named stays named', async at => {
    await bucket.produce('v1');
    await expectSynced('v1');
    const bytes = Buffer.from(bucket.server.get('models', bucket.keyOf('v2')) ?? '');
    bytes[(at + bytes.length) % bytes.length] ^= 1;
    bucket.server.put('models', bucket.keyOf('v2'), bytes);
    await bucket.produce('v2');
    const { code, stderr } = await sync();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^warning: .*v2\/model\.tar\.gz does not have the checksum that was registered.* What is there stays\.\n$/,
      ),
    });
    expect(await named()).toBe('v1');
    expect(versions()).toEqual(['v1']);
    expect(readdirSync(modelDir).sort()).toEqual(['.sync.turns', 'xgb']);
  });

  test('a store that is not there: what is there stays, and where nothing is, that is an error', async () => {
    await bucket.produce('v1');
    const gone = { ...bucket.environment, OSS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const flags = ['--model', 'xgb', '--model-dir', modelDir, '--from', 's3://models/ads'];
    expect(refusalOf(await tool.inTurn(flags, gone))).toContain('http://127.0.0.1:1 cannot be reached');
    await expectSynced('v1');
    const { code, stderr } = await tool.inTurn(flags, gone);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^warning: .* cannot be reached \(ECONNREFUSED\).* What is there stays\.\n$/,
      ),
    });
    expect(await named()).toBe('v1');
  });

  test('a label whose version is gone keeps no other from serving', async () => {
    await bucket.produce('v1');
    await bucket.registry.change(registry =>
      withLabels(registry, 'xgb', { canary: { version: 'v9', share: 5 }, next: { version: 'v2' } }),
    );
    const { code, stderr } = await sync();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('xgb/v9/model.tar.gz') });
    expect(await named()).toBe('v1');
    expect(await readLabels(modelDir, 'xgb')).toEqual({ next: { version: 'v2' } });
  });
});

test.each([
  [['--from', 'models/ads'], '--from "models/ads" is no address of a bucket'],
  [['--from', 's3://'], '--from "s3://" is no address of a bucket'],
  [['--version', '../v1'], '--version "../v1" cannot name one'],
  [['--label', 'a/b'], '--label "a/b" cannot name one'],
  [['--version', 'v1', '--label', 'canary'], 'give one of them'],
  [['--port', '9090'], 'give --watch as well'],
  [['--model', '../xgb'], '--model "../xgb" cannot name one'],
])('%j is refused', async (flags, problem) => {
  expect(refusalOf(await sync('--check', ...flags))).toContain(problem);
});
