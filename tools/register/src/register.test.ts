import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOfManifest, sha256Of, writePackage } from '@reckit/artifacts';
import { findVersion, readRegistry } from '@reckit/registry';
import { packageContent } from '../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { S3Server } from '../../../libs/data/testing/s3-server';

const newFolder = temporaryFolders();
const tool = builtTool('register');
const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'a-secret' };
/** Also what the Python system did not pack: a scaler, and models of any name. */
const FILES = { 'model.onnx': 'a graph', 'feature_meta.json': '{}', 'feature_scaler.json': '{}' };

let modelDir: string;

beforeEach(async () => {
  modelDir = newFolder();
  for (const version of ['v1', 'v2', 'v3', 'v4']) {
    await writePackage(modelDir, packageContent(version, FILES, { data: { sha256: 'ab', rows: 3 } }));
  }
});

const register = (version: string, ...more: string[]): Promise<ToolRun> =>
  tool.run(['--model', 'xgb', '--version', version, '--model-dir', modelDir, ...more], ENVIRONMENT);

test('a version is recorded with all that tells it, every file of it packed', async () => {
  const archive = path.join(newFolder(), 'kept.tar.gz');
  const commit = '0123456789012345678901234567890123456789';
  const { code, stdout, stderr } = await register(
    'v1',
    '--json',
    '--archive',
    archive,
    '--git-commit',
    commit,
  );
  expect({ code, stderr: stderr.split('\n')[0] }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^Registered +xgb v1, staging$/),
  });
  const entry = findVersion(await readRegistry(modelDir), 'xgb', 'v1');
  expect(JSON.parse(stdout)).toEqual(entry);
  expect(entry).toEqual({
    model: 'xgb',
    version: 'v1',
    status: 'staging',
    files: Object.entries(FILES).map(([name, content]) => ({
      name,
      sha256: sha256Of(Buffer.from(content)),
      size: content.length,
    })),
    sha256: sha256Of(readFileSync(archive)),
    bytes: readFileSync(archive).length,
    location: 'xgb/v1',
    metrics: { auc: 0.9, gauc: null },
    data_fingerprint: 'ab',
    git_commit: commit,
    registered_at: expect.stringMatching(/^2\d{3}-.+Z$/),
    lineage: { warm_start: null },
  });
});

test('what an evaluation found before the registration is taken up, once it is of this version', async () => {
  const found = {
    passed: true,
    reasons: [],
    current_version: null,
    data: { path: 'day.csv', sha256: 'ab', rows: 300 },
    metrics: { auc: { current: null, new: 0.9, interval: null } },
    evaluated_at: '2026-11-30T00:00:00.000Z',
  };
  const evaluated = async (version: string, digestOf: string): Promise<void> => {
    const manifest_sha256 = await digestOfManifest(path.join(modelDir, 'xgb', digestOf));
    const file = path.join(modelDir, 'xgb', version, 'evaluation.json');
    writeFileSync(file, JSON.stringify({ format: 1, manifest_sha256, ...found }));
  };
  const kept = async (version: string): Promise<unknown> =>
    findVersion(await readRegistry(modelDir), 'xgb', version)?.evaluation;
  await evaluated('v1', 'v1');
  await evaluated('v2', 'v1');
  for (const version of ['v1', 'v2', 'v3']) expect((await register(version)).code).toBe(0);
  expect([await kept('v1'), await kept('v2'), await kept('v3')]).toEqual([found, undefined, undefined]);
  await evaluated('v3', 'v3');
  expect((await register('v3')).stdout).toContain('xgb v3, staging, as before');
  expect(await kept('v3')).toEqual(found);
});

test('registrations at once lose nothing, and one again changes nothing', async () => {
  const versions = ['v1', 'v2', 'v3', 'v4'];
  const runs = await Promise.all(versions.map(version => register(version)));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const registry = await readRegistry(modelDir);
  expect(registry.versions.map(({ version }) => version).sort()).toEqual(versions);
  expect((await register('v1')).stdout).toContain('xgb v1, staging, as before');
  expect(await readRegistry(modelDir)).toEqual(registry);
});

test('a damaged version is not registered, nor another one under the same name', async () => {
  appendFileSync(path.join(modelDir, 'xgb/v1/model.onnx'), '!');
  expect(refusalOf(await register('v1'))).toContain('model.onnx has 8 bytes, the manifest says 7');
  expect(existsSync(path.join(modelDir, 'registry.json'))).toBe(false);
  await register('v2');
  rmSync(path.join(modelDir, 'xgb/v2'), { recursive: true });
  await writePackage(modelDir, packageContent('v2'));
  expect(refusalOf(await register('v2'))).toContain(
    'a version never changes: train it under another version',
  );
});

test.each([
  ['v9', 'There is no model package at'],
  ['../xgb', '--version "../xgb" cannot name one'],
])('a version %s is refused', async (version, problem) => {
  expect(refusalOf(await register(version))).toContain(problem);
});

describe('with a bucket', () => {
  const KEY = 'teams/ads/xgb/v1/model.tar.gz';
  let store: S3Server;
  let flags: string[];

  beforeEach(async () => {
    store = await S3Server.start({ credentials: CREDENTIALS });
    store.put('bucket', 'there', '');
    flags = ['--s3-bucket', 'bucket', '--s3-prefix', '/teams/ads/', '--oss-endpoint', store.endpoint];
  });
  afterEach(() => store.close());

  test('the archive is uploaded with its checksum, once', async () => {
    expect((await register('v1', ...flags)).code).toBe(0);
    const sha256 = sha256Of(store.get('bucket', KEY) ?? Buffer.of());
    expect(store.metadataOf('bucket', KEY)).toEqual({ sha256 });
    expect(store.get('bucket', `${KEY}.sha256`)?.toString()).toBe(`${sha256}  model.tar.gz\n`);
    expect(findVersion(await readRegistry(modelDir), 'xgb', 'v1')).toMatchObject({
      sha256,
      location: `s3://bucket/${KEY}`,
    });
    const uploads = (): number => store.requests.filter(({ method }) => method === 'PUT').length;
    const before = uploads();
    expect((await register('v1', ...flags)).stdout).toContain('where it was already');
    expect(uploads()).toBe(before);
  });

  test('what is there with another content stays', async () => {
    store.put('bucket', `${KEY}.sha256`, `${'0'.repeat(64)}  model.tar.gz\n`);
    expect(refusalOf(await register('v1', ...flags))).toContain('is there with another content');
    expect(store.get('bucket', KEY)).toBeNull();
    expect((await readRegistry(modelDir)).versions).toEqual([]);
  });

  test('where it cannot be uploaded nothing is registered', async () => {
    store.faults = ({ method }) =>
      method === 'PUT' ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined;
    expect(refusalOf(await register('v1', ...flags))).toContain('They need s3:PutObject');
    expect((await readRegistry(modelDir)).versions).toEqual([]);
  });
});
