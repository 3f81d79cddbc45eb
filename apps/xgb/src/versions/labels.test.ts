import { ask, type Answer } from '../../../service-testing/http-client';
import { postBytes } from '../../../service-testing/post-bytes';
import { requestOf, ROW } from '../../../service-testing/sample-rows';
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

test('every protocol with versions answers by them, and by labels where it can say them', async () => {
  const { port } = await start({ MODEL_DIR: packages(), ...LABELS });
  const instances = JSON.stringify({ instances: requestOf(1).data });
  const tensor = { name: 'input0', datatype: 'FP32', shape: [1, 7], data: Object.values(ROW) };
  const inputs = JSON.stringify({ inputs: [tensor] });
  const answers = [
    await postBytes(port, `/predictions/xgb/${SECOND}`, JSON.stringify(requestOf(1))),
    await postBytes(port, '/v1/models/xgb/labels/canary:predict', instances),
    await postBytes(port, `/v1/models/xgb/versions/${SECOND}:predict`, instances),
    await postBytes(port, `/v2/models/xgb/versions/${SECOND}/infer`, inputs),
  ];
  expect(answers.map(({ status, headers }) => [status, headers['x-model-version']])).toEqual(
    answers.map(() => [200, SECOND]),
  );
  const { predictions } = JSON.parse(answers[0].text);
  expect(JSON.parse(answers[1].text).predictions).toEqual(predictions);
  const status = await ask(port, { path: '/v1/models/xgb' });
  expect(JSON.parse(status.text)).toMatchObject({
    model_version_status: [{ version: FIRST }, { version: SECOND }],
  });
  const labelled = await ask(port, { path: '/v1/models/xgb/labels/canary' });
  expect(JSON.parse(labelled.text)).toMatchObject({ model_version_status: [{ version: SECOND }] });
  const metadata = await ask(port, { path: '/v2/models/xgb' });
  expect(JSON.parse(metadata.text)).toMatchObject({ versions: [FIRST, SECOND] });
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
