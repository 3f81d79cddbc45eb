import { ServiceClient, type V1Options } from '@reckit/client';
import { modelClients } from '../../../service-testing/contract/contract-clients';
import { PROTOCOL_NAMES } from '../../../service-testing/contract/protocols';
import type { Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { requestOf, ROW } from '../../../service-testing/packages/sample-rows';
import { services, type LocalService } from '../testing/local-service';
import { FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();

const LABELS = { MODEL_LABELS: `stable:${FIRST},canary:${SECOND}` };

function score({ port }: LocalService, headers: Record<string, string> = {}): Promise<Answer> {
  return postBytes(port, '/predictions/xgb', JSON.stringify(requestOf(1)), headers);
}

/** Which version answers requests with these headers. */
async function versions(
  service: LocalService,
  headers: readonly Record<string, string>[],
): Promise<readonly unknown[]> {
  const answers = await Promise.all(headers.map(each => score(service, each)));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return answers.map(answer => answer.headers['x-model-version']);
}

describe('labels', () => {
  test('mean versions, which are loaded for them', async () => {
    const { state } = await start({ MODEL_DIR: packages(), ...LABELS });
    const model = state.models.first;
    const versionOf = (label: string): string => model.find({ version: null, label }).version;
    expect([versionOf('stable'), versionOf('canary')]).toEqual([FIRST, SECOND]);
    const lease = model.acquire({ version: null, label: 'canary' }, () => '');
    expect(lease.model.version).toBe(SECOND);
    lease.release();
  });

  test('go on meaning them when another version is the current one', async () => {
    const { state, loader } = await start({ MODEL_DIR: packages(), ...LABELS });
    await loader.reload(SECOND, 'id');
    const model = state.models.first;
    expect(model.find({ version: null, label: null }).version).toBe(SECOND);
    expect(model.find({ version: null, label: 'stable' }).version).toBe(FIRST);
  });

  test('that are none are told, with those that there are', async () => {
    const { state } = await start({ MODEL_DIR: packages(), ...LABELS });
    expect(() => state.models.first.find({ version: null, label: 'beta' })).toThrow(
      'No label "beta" of xgb here; there are stable, canary.',
    );
    expect(() => state.models.first.find({ version: null, label: 'constructor' })).toThrow('No label');
    const without = await start({ MODEL_DIR: packages() });
    expect(() => without.state.models.first.find({ version: null, label: 'beta' })).toThrow(
      'No label "beta" of xgb here; it has no labels (MODEL_LABELS).',
    );
  });

  test('and a version together are refused', async () => {
    const { state } = await start({ MODEL_DIR: packages(), ...LABELS });
    expect(() => state.models.first.assertServes({ version: FIRST, label: 'stable' })).toThrow(
      'A version and a label cannot be asked for together; leave one of them out.',
    );
  });
});

describe('versions and labels beside each other', () => {
  const newClient = modelClients();

  test.each(PROTOCOL_NAMES)('%s answers by the version that is asked for', async protocol => {
    const service = await start({ MODEL_DIR: packages(), GRPC_PORT: '0', ...LABELS });
    const client = newClient(service, 'xgb', protocol);
    const [first, second] = [await client.scores([ROW]), await client.scores([ROW], { version: SECOND })];
    expect([first.version, second.version]).toEqual([FIRST, SECOND]);
    expect(second.value).not.toEqual(first.value);
  });

  test('KServe v1 answers by labels, too', async () => {
    const { port } = await start({ MODEL_DIR: packages(), ...LABELS });
    const client = new ServiceClient({ url: `http://127.0.0.1:${port}` });
    const { v1, v2 } = client;
    const labelled = await v1.predict('xgb', [ROW], { label: 'canary' });
    expect(labelled.version).toBe(SECOND);
    const versioned = await v1.predict('xgb', [ROW], { version: SECOND });
    expect(labelled.value.scores()).toEqual(versioned.value.scores());
    const versionsOf = async (options?: V1Options): Promise<readonly string[]> =>
      (await v1.status('xgb', options)).value.versions.map(({ version }) => version);
    expect(await versionsOf()).toEqual([FIRST, SECOND]);
    expect(await versionsOf({ label: 'canary' })).toEqual([SECOND]);
    expect((await v2.modelMetadata('xgb')).value.versions).toEqual([FIRST, SECOND]);
    client.close();
  });
});

describe('a share', () => {
  const KEYS = Array.from({ length: 60 }, (_, i) => ({ 'X-User': `user-${i}` }));
  const SHARE = { ...LABELS, MODEL_SHARE: 'canary:50', SHARE_KEY_HEADER: 'X-User' };

  test('of unversioned requests goes to its label, the same keys always', async () => {
    const service = await start({ MODEL_DIR: packages(), ...SHARE });
    const first = await versions(service, KEYS);
    expect(await versions(service, KEYS)).toEqual(first);
    const canaries = first.filter(version => version === SECOND).length;
    expect(canaries).toBeGreaterThan(10);
    expect(canaries).toBeLessThan(50);
    expect(new Set(first)).toEqual(new Set([FIRST, SECOND]));
  });

  test('goes by the request id without a header for it, and where a request does not have that', async () => {
    const ids = KEYS.map((_, i) => ({ 'X-Request-ID': `user-${i}` }));
    const byId = await start({ MODEL_DIR: packages(), ...SHARE, SHARE_KEY_HEADER: '' });
    const byHeader = await start({ MODEL_DIR: packages(), ...SHARE });
    const expected = await versions(byHeader, KEYS);
    expect(await versions(byId, ids)).toEqual(expected);
    expect(await versions(byHeader, ids)).toEqual(expected);
  });

  test('leaves requests alone that name a version', async () => {
    const service = await start({ MODEL_DIR: packages(), ...LABELS, MODEL_SHARE: 'canary:100' });
    expect((await score(service)).headers['x-model-version']).toBe(SECOND);
    const named = await postBytes(service.port, `/predictions/xgb/${FIRST}`, JSON.stringify(requestOf(1)));
    expect(named.headers['x-model-version']).toBe(FIRST);
  });

  test('goes to the current version while its own is not loaded', async () => {
    const environment = { MODEL_LABELS: 'canary:9.9.9', MODEL_SHARE: 'canary:100', MODEL_WATCH_MS: '60000' };
    const service = await start({ MODEL_DIR: packages(), ...environment });
    expect((await score(service)).headers['x-model-version']).toBe(FIRST);
  });
});

test('a version that a header cannot say is said as far as it can', async () => {
  const { state, port } = await start({ MODEL_VERSION: 'unused' });
  const { current } = state.models.first.handle;
  Object.defineProperty(current, 'version', { value: 'v1 \u00e9\r\nX-Evil: 1' });
  const answer = await postBytes(port, '/predictions/xgb', JSON.stringify(requestOf(1)));
  expect(answer.status).toBe(200);
  expect(answer.headers['x-model-version']).toBe('v1 ???X-Evil: 1');
  expect(answer.headers['x-evil']).toBeUndefined();
});
