import { S3Server, type S3Options } from '../../../data/testing/s3-server';
import { RegistryError } from '../errors';
import { EMPTY_REGISTRY, type Registry } from '../file/registry-file';
import { bucketFolder } from './bucket-folder';
import { StoredRegistry } from './stored-registry';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
const KEY = 'ads/registry.json';
const servers: S3Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map(server => server.close())));

async function serverWith(conditions: S3Options['conditions'] = 'kept') {
  const server = await S3Server.start({ credentials, conditions });
  servers.push(server);
  server.put('bucket', 'there', '');
  const warnings: string[] = [];
  const writer = (settleMs = 500): StoredRegistry =>
    new StoredRegistry(bucketFolder('bucket', '/ads/'), {
      store: { endpoint: server.endpoint, credentials },
      retries: { attempts: 3, firstDelayMs: 1, maxDelayMs: 5 },
      settleMs,
      onWarning: line => warnings.push(line),
    });
  return { server, writer, warnings };
}

/** Deploys something of a model of its own. */
const deploying =
  (model: string) =>
  (registry: Registry): Registry => ({
    ...registry,
    deployments: { ...registry.deployments, [model]: { version: 'v1', from: null, started_at: 'now' } },
  });

test.each([
  ['oss://models', '', 'oss://models'],
  ['cos://models/', 'a/b', 'cos://models/a/b'],
  ['models', '//a//', 's3://models/a'],
])('in %s below "%s" it is %s', (bucket, prefix, folder) => {
  expect(bucketFolder(bucket, prefix)).toBe(folder);
});

describe.each(['kept', 'ignored', 'refused'] as const)('where conditions are %s', conditions => {
  test('writers at once lose nothing of each other, the first of all included', async () => {
    const { writer, warnings } = await serverWith(conditions);
    const models = Array.from({ length: 3 }, (_, i) => `model-${i}`);
    await Promise.all(models.map(model => writer().change(deploying(model))));
    const { registry } = await writer().read();
    expect(Object.keys(registry.deployments).sort()).toEqual(models);
    const expected = conditions === 'kept' ? 0 : models.length;
    expect(warnings).toHaveLength(expected);
    for (const line of warnings) expect(line).toContain('does not keep writers apart (If-Match)');
  });

  test('what changes nothing is not written', async () => {
    const { writer, server } = await serverWith(conditions);
    await writer().change(deploying('xgb'));
    const before = server.requests.length;
    await writer().change(deploying('xgb'));
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['GET']);
  });
});

test('one that has not changed is not read again', async () => {
  const { writer } = await serverWith();
  const registry = writer();
  expect(await registry.read()).toEqual({ registry: EMPTY_REGISTRY, etag: null });
  await registry.change(deploying('xgb'));
  const { etag } = await registry.read();
  expect(await registry.read(etag)).toBe('unchanged');
  await registry.change(deploying('deepfm'));
  expect(await registry.read(etag)).toMatchObject({ registry: { deployments: { deepfm: {} } } });
});

test('an answer that is lost after the store has written is no reason to write twice', async () => {
  const { writer, server } = await serverWith();
  const registry = writer();
  await registry.change(deploying('xgb'));
  let puts = 0;
  server.faults = ({ method }) => (method === 'PUT' && ++puts === 1 ? { kind: 'lose' } : undefined);
  const changed = await registry.change(deploying('deepfm'));
  expect(Object.keys(changed.deployments)).toEqual(['xgb', 'deepfm']);
  expect(puts).toBe(2);
});

test('what is no registry is left as it is, and said in one line', async () => {
  const { writer, server } = await serverWith();
  server.put('bucket', KEY, '{"format": 1,');
  const refused = writer().change(deploying('xgb'));
  await expect(refused).rejects.toThrow(RegistryError);
  await expect(refused).rejects.toThrow('s3://bucket/ads/registry.json is not valid JSON');
  expect(server.get('bucket', KEY)?.toString()).toBe('{"format": 1,');
});

test('who may not write is told so, and nothing has changed', async () => {
  const { writer, server } = await serverWith();
  server.faults = ({ method }) =>
    method === 'PUT' ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined;
  await expect(writer().change(deploying('xgb'))).rejects.toThrow('They need s3:PutObject');
  expect(server.get('bucket', KEY)).toBeNull();
});
