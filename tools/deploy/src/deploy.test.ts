import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readCurrentVersion, readManifest, verifyPackage, writePackage } from '@reckit/artifacts';
import {
  archiveAddress,
  findVersion,
  packVersion,
  parseRegistry,
  readRegistry,
  type Registry,
} from '@reckit/registry';
import { packageContent } from '../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { S3Server } from '../../../libs/data/testing/s3-server';
import { FakeReplica, type FakeOptions } from '../testing/fake-replica';

const newFolder = temporaryFolders();
const deployTool = builtTool('deploy');
const registerTool = builtTool('register');

let modelDir: string;
const replicas: FakeReplica[] = [];

beforeEach(async () => {
  modelDir = newFolder();
  for (const version of ['v1', 'v2', 'v3']) await writePackage(modelDir, packageContent(version));
});
afterEach(() => Promise.all(replicas.splice(0).map(replica => replica.close())));

async function startReplicas(count: number, options?: FakeOptions): Promise<FakeReplica[]> {
  for (let i = 0; i < count; i++) replicas.push(await FakeReplica.start(modelDir, options));
  return replicas;
}

const args = (...more: string[]): string[] => [
  ...['--model', 'xgb', '--model-dir', modelDir],
  ...replicas.flatMap(({ url }) => ['--service-url', url]),
  ...more,
];
const deploy = (...more: string[]): Promise<ToolRun> => deployTool.run(args(...more));
const served = (): (string | null)[] => replicas.map(replica => replica.served);
const named = (): Promise<string | null> => readCurrentVersion(modelDir, 'xgb');

async function states(): Promise<Record<string, string>> {
  const { versions } = await readRegistry(modelDir);
  return Object.fromEntries(versions.map(({ version, status }) => [version, status]));
}

function expectDeployed({ code, stderr }: ToolRun): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

test('versions go live on every replica, one after the other, and back again step by step', async () => {
  await startReplicas(3);
  for (const version of ['v1', 'v2', 'v3']) {
    expectDeployed(await deploy('--version', version));
    expect([...served(), await named()]).toEqual([version, version, version, version]);
  }
  expect(await states()).toEqual({ v1: 'archived', v2: 'archived', v3: 'production' });
  const { stdout } = await deploy('--rollback', '--json', '--quiet');
  expect(JSON.parse(stdout)).toMatchObject({
    version: 'v2',
    previous: 'v3',
    entry: { status: 'production' },
  });
  expectDeployed(await deploy('--rollback'));
  expect([...served(), await named()]).toEqual(['v1', 'v1', 'v1', 'v1']);
  expect(await states()).toEqual({ v1: 'production', v2: 'archived', v3: 'archived' });
  expect(refusalOf(await deploy('--rollback'))).toContain(
    'no version of xgb is recorded as the one before v1',
  );
});

test('with --replicas-later the first version is named though no replica has an address; the next one is not', async () => {
  // No name of a host can be so long, so that nobody is asked for it.
  const nowhere = ['--replicas-later', '--service-url', `http://${'x'.repeat(64)}:8080`];
  const first = await deploy('--version', 'v1', ...nowhere);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(
    /its name has no address \(\w+\)\. No version is named yet: replicas that wait/,
  );
  expect(await named()).toBe('v1');
  expect(refusalOf(await deploy('--version', 'v2', ...nowhere))).toMatch(
    /its name has no address \(\w+\)\. Check it/,
  );
  expect(await named()).toBe('v1');
});

test('a replica that refuses a version has it put back everywhere, and it is never named', async () => {
  const [one, two, three] = await startReplicas(3);
  await deploy('--version', 'v1');
  two.loads = version => {
    if (version !== 'v2') return null;
    writeFileSync(
      path.join(modelDir, 'named-meanwhile'),
      readFileSync(path.join(modelDir, 'xgb/.current_version')),
    );
    return { status: 500, detail: 'Its checks fail.' };
  };
  const line = refusalOf(await deploy('--version', 'v2'), 2);
  expect(line).toContain(
    `v2 of xgb was not deployed: POST ${two.url}/reload: Its checks fail; v1 serves, as before.`,
  );
  expect([...served(), await named()]).toEqual(['v1', 'v1', 'v1', 'v1']);
  expect(readFileSync(path.join(modelDir, 'named-meanwhile'), 'utf8')).toBe('v1\n');
  expect([one.reloads, three.reloads]).toEqual([['v1', 'v2', 'named'], ['v1']]);
  expect(await states()).toEqual({ v1: 'production' });
  expect((await readRegistry(modelDir)).deployments).toEqual({});
});

test('a replica that does not go back is named', async () => {
  const [one, two] = await startReplicas(2);
  await deploy('--version', 'v1');
  one.loads = version => (version === 'v1' ? { status: 500, detail: 'No memory.' } : null);
  two.loads = () => ({ status: 500, detail: 'No.' });
  const line = refusalOf(await deploy('--version', 'v2'), 3);
  expect(line).toContain(`v1 is named again, but look at ${one.url}: POST ${one.url}/reload: No memory.`);
  expect([...served(), await named()]).toEqual(['v2', 'v1', 'v1']);
});

test('a replica that is not there keeps the others from being touched', async () => {
  const [one, two] = await startReplicas(2);
  await two.close();
  expect(refusalOf(await deploy('--version', 'v1'))).toContain(`nothing was changed: ${two.url}: GET`);
  expect(one.reloads).toEqual([]);
});

test('the key is shown, from the flag or the environment', async () => {
  await startReplicas(1, { apiKey: 'k1' });
  expect(refusalOf(await deploy('--version', 'v1'), 2)).toContain('The key is wrong');
  expectDeployed(await deploy('--version', 'v1', '--api-key', 'k1'));
  expectDeployed(await deployTool.run(args('--version', 'v2'), { RELOAD_API_KEY: 'k1,k0' }));
});

test('a service of several models, and one that knows the named version alone', async () => {
  await startReplicas(1, { isUnified: true });
  await startReplicas(1, { ignoresVersion: true });
  expectDeployed(await deploy('--version', 'v1'));
  expectDeployed(await deploy('--version', 'v2'));
  expect(served()).toEqual(['v2', 'v2']);
});

test('whoever stops it in the middle has what served before', async () => {
  const [, two] = await startReplicas(3);
  await deploy('--version', 'v1');
  const child = deployTool.start(args('--version', 'v2'));
  two.pause = async () => {
    child.kill('SIGTERM');
    await new Promise(resolve => setTimeout(resolve, 200));
  };
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(refusalOf({ code: child.exitCode, stdout: '', stderr }, 2)).toContain(
    'stopped by SIGTERM; v1 serves',
  );
  expect([...served(), await named()]).toEqual(['v1', 'v1', 'v1', 'v1']);
});

test('two at once do not mix', async () => {
  const [one] = await startReplicas(1);
  const second = new Promise<ToolRun>(resolve => {
    one.pause = () => {
      one.pause = () => Promise.resolve();
      return deploy('--version', 'v2').then(resolve);
    };
  });
  expectDeployed(await deploy('--version', 'v1'));
  expect(refusalOf(await second)).toContain('is at a deployment of xgb');
  expect(served()).toEqual(['v1']);
});

test('a version that was changed since it was registered is refused before anything else happens', async () => {
  await startReplicas(1);
  await registerTool.run(['--model', 'xgb', '--version', 'v1', '--model-dir', modelDir]);
  appendFileSync(path.join(modelDir, 'xgb/v1/model.onnx'), '!');
  expect(refusalOf(await deploy('--version', 'v1'))).toContain('model.onnx has 8 bytes, the manifest says 7');
  expect(replicas[0].reloads).toEqual([]);
  rmSync(path.join(modelDir, 'xgb/v1'), { recursive: true });
  await writePackage(modelDir, packageContent('v1', { 'model.onnx': 'another', 'feature_meta.json': '{}' }));
  expect(refusalOf(await deploy('--version', 'v1'))).toContain(
    'does not hold the files that were registered',
  );
});

test.each([
  [['--version', 'v9'], 'There is no version v9 of xgb in'],
  [['--version', '../v1'], '--version "../v1" cannot name one'],
  [[], 'give --version to deploy one, or --rollback'],
  [['--version', 'v1', '--rollback'], 'give --version to deploy one, or --rollback'],
  [['--version', 'v1', '--model-dir', '/nowhere/at/all'], 'there is no model directory "/nowhere/at/all"'],
  [['--version', 'v1', '--service-url', 'http://no.such.host.invalid'], 'its name has no address'],
])('%j is refused', async (flags, problem) => {
  expect(refusalOf(await deploy(...flags))).toContain(problem);
});

describe('from an archive', () => {
  test('which lies here', async () => {
    const archive = path.join(newFolder(), 'model.tar.gz');
    const dir = path.join(modelDir, 'xgb/v1');
    await packVersion(dir, await readManifest(dir), archive);
    const fresh = path.join(newFolder(), 'model');
    const flags = ['--model', 'xgb', '--version', 'v1', '--model-dir', fresh, '--archive', archive];
    expectDeployed(await deployTool.run(flags));
    expect(await verifyPackage(path.join(fresh, 'xgb/v1'), 'xgb')).toMatchObject({ version: 'v1' });
    expect(await readCurrentVersion(fresh, 'xgb')).toBe('v1');
  });

  describe('in a store', () => {
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
    const environment = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'a-secret' };
    const key = 'models/xgb/v1/model.tar.gz';
    let store: S3Server;
    let flags: string[];

    beforeEach(async () => {
      store = await S3Server.start({ credentials });
      store.put('bucket', 'there', '');
      flags = [
        ...['--model', 'xgb', '--version', 'v1', '--oss-endpoint', store.endpoint],
        ...['--s3-bucket', 'bucket', '--s3-prefix', 'models'],
      ];
      expectDeployed(await registerTool.run([...flags, '--model-dir', modelDir], environment));
    });
    afterEach(() => store.close());

    const elsewhere = async (folder: string): Promise<ToolRun> =>
      deployTool.run([...flags, '--model-dir', folder], environment);

    test('it comes to a machine that has neither version nor registry', async () => {
      const fresh = path.join(newFolder(), 'model');
      expectDeployed(await elsewhere(fresh));
      expect(await verifyPackage(path.join(fresh, 'xgb/v1'), 'xgb')).toMatchObject({ version: 'v1' });
      expect(findVersion(await readRegistry(fresh), 'xgb', 'v1')).toMatchObject({
        status: 'production',
        location: archiveAddress('bucket', 'models', 'xgb', 'v1'),
        sha256: store.metadataOf('bucket', key)['sha256'],
      });
      expect(readdirSync(fresh).filter(name => name.startsWith('.unfinished-'))).toEqual([]);
    });

    test('the registry knows where it lies', async () => {
      rmSync(path.join(modelDir, 'xgb/v1'), { recursive: true });
      const run = await deployTool.run(
        args('--version', 'v1', '--oss-endpoint', store.endpoint),
        environment,
      );
      expectDeployed(run);
      expect(await verifyPackage(path.join(modelDir, 'xgb/v1'), 'xgb')).toMatchObject({ version: 'v1' });
    });

    const bucketRegistry = (): Registry =>
      parseRegistry(store.get('bucket', 'models/registry.json')?.toString() ?? '', 'the bucket');
    const states = (): Record<string, string> =>
      Object.fromEntries(bucketRegistry().versions.map(({ version, status }) => [version, status]));
    const fresh = (): string => path.join(newFolder(), 'model');
    const to = (folder: string, ...more: string[]): Promise<ToolRun> =>
      deployTool.run(['--model', 'xgb', ...flags.slice(4), '--model-dir', folder, ...more], environment);

    test('the registry of the bucket says what serves, and machines that know nothing go on from there', async () => {
      expect(states()).toEqual({ v1: 'staging' });
      expectDeployed(await elsewhere(fresh()));
      expect(states()).toEqual({ v1: 'production' });
      const v2 = ['--model', 'xgb', '--version', 'v2', ...flags.slice(4), '--model-dir', modelDir];
      expectDeployed(await registerTool.run(v2, environment));
      expectDeployed(await to(fresh(), '--version', 'v2'));
      expect(states()).toEqual({ v1: 'archived', v2: 'production' });
      expect(findVersion(bucketRegistry(), 'xgb', 'v2')).toMatchObject({ replaced: 'v1', git_commit: null });
      const { stdout } = await to(fresh(), '--rollback', '--json', '--quiet');
      expect(JSON.parse(stdout)).toMatchObject({ version: 'v1', previous: 'v2' });
      expect(states()).toEqual({ v1: 'production', v2: 'archived' });
      expect(bucketRegistry().deployments).toEqual({});
    });

    test('a replica that has the version some time later is waited for', async () => {
      const [one] = await startReplicas(1);
      let asked = 0;
      one.loads = () => (++asked < 3 ? { status: 404, detail: 'There is no version v1 of xgb.' } : null);
      expectDeployed(await to(modelDir, '--version', 'v1', '--service-url', one.url));
      expect(served()).toEqual(['v1']);
      expect(one.reloads).toEqual(['v1', 'v1', 'v1']);
      one.loads = () => ({ status: 404, detail: 'There is no version v1 of xgb.' });
      const impatient = ['--version', 'v1', '--reload-timeout', '1', '--service-url', one.url];
      expect(refusalOf(await to(modelDir, ...impatient), 2)).toContain('There is no version v1 of xgb');
    });

    test('a replica that refuses a version has the bucket as it was', async () => {
      expectDeployed(await to(modelDir, '--version', 'v1'));
      const v2 = ['--model', 'xgb', '--version', 'v2', ...flags.slice(4), '--model-dir', modelDir];
      expectDeployed(await registerTool.run(v2, environment));
      const [one, two] = await startReplicas(2);
      two.loads = version => (version === 'v2' ? { status: 500, detail: 'Its checks fail.' } : null);
      const urls = ['--service-url', `${one.url},${two.url}`];
      expect(refusalOf(await to(modelDir, '--version', 'v2', ...urls), 2)).toContain('v1 serves, as before');
      expect(one.reloads).toEqual(['v2', 'v1']);
      expect(states()).toEqual({ v1: 'production', v2: 'staging' });
      expect(bucketRegistry().deployments).toEqual({});
    });

    test('what is not in the bucket, or may not be written there, is refused before anything changes', async () => {
      expect(refusalOf(await to(modelDir, '--version', 'v3'))).toContain(
        's3://bucket/models/xgb/v3/model.tar.gz is not there, and whoever follows the bucket would miss it',
      );
      store.faults = ({ method }) =>
        method === 'PUT' ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined;
      expect(refusalOf(await to(modelDir, '--version', 'v1'))).toContain('They need s3:PutObject');
      expect(await named()).toBeNull();
      expect((await readRegistry(modelDir)).deployments).toEqual({});
    });

    test.each([0, 20, -9])('one byte flipped in it (at %d) is refused, and nothing is left', async at => {
      const bytes = Buffer.from(store.get('bucket', key) ?? '');
      bytes[(at + bytes.length) % bytes.length] ^= 1;
      store.put('bucket', key, bytes);
      const fresh = path.join(newFolder(), 'model');
      expect(refusalOf(await elsewhere(fresh))).toContain('does not have the checksum that was registered');
      expect(existsSync(path.join(fresh, 'xgb'))).toBe(false);
      expect(readdirSync(fresh).filter(name => name.startsWith('.unfinished-'))).toEqual([]);
    });
  });
});
