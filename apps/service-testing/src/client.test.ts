import { ServiceClient, type ProtocolName } from '@reckit/client';
import { graphRecall, twoTower } from '@reckit/definitions';
import type { ServiceDefinition } from '@reckit/service';
import { failureOf, modelClients } from '../contract/contract-clients';
import { PROTOCOL_NAMES } from '../contract/protocols';
import { expectClose } from '../clients/expect-close';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { MADE_VERSION, madePackages } from '../packages/made-package';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS, NEIGHBOURS_OF } from '../packages/recall-package';
import { TWO_TOWER_SIGNATURES } from '../packages/tower-packages';

const newPackage = madePackages();
const newClient = modelClients();
const CLOSE = { absolute: 1e-6, relative: 0 };

/** A service of a package made for the test, and a client of it. */
function serviceOf(
  definition: ServiceDefinition,
  newModelDir: () => Promise<string>,
): { service: () => LocalService; client: () => ServiceClient } {
  let service: LocalService;
  let client: ServiceClient;
  beforeAll(async () => {
    const environment = { MODEL_DIR: await newModelDir(), GRPC_PORT: '0', RELOAD_API_KEY: 'secret' };
    service = await localServicesOf(definition, '').start(environment);
    await service.load();
    client = new ServiceClient({ url: `http://127.0.0.1:${service.port}`, retry: { attempts: 1 } });
  });
  afterAll(async () => {
    client.close();
    await service.close();
  });
  return { service: () => service, client: () => client };
}

describe('embeddings', () => {
  const { service, client } = serviceOf(twoTower, () => newPackage('two_tower', TWO_TOWER_SIGNATURES));
  const USER = { user_age: 25, user_gender: 1, user_hour: 12 };
  const EMBEDDING = [25, 1, 12, 12.75];

  test.each(PROTOCOL_NAMES)('%s answers one and several', async protocol => {
    const tower = newClient(service(), 'user_tower', protocol);
    expect((await tower.vectors([USER])).value).toEqual([EMBEDDING]);
    expect((await tower.vectors([USER, { user_age: 30 }])).value).toEqual([EMBEDDING, [30, 0, 0, 15]]);
    expect(await failureOf(tower.scores([USER, USER]))).toMatchObject({ failure: 'unexpected' });
  });

  test('the paths of the towers', async () => {
    const { endpoints } = client();
    expect(await endpoints.userEmbedding({ user_features: USER }, { version: MADE_VERSION })).toMatchObject({
      value: EMBEDDING,
      version: MADE_VERSION,
    });
    expect((await endpoints.itemEmbedding({ item_price: 4, item_ctr: 0.5 })).value).toEqual([4, 0.5, 4.5, 0]);
    expect(await failureOf(endpoints.queryEmbedding({}))).toMatchObject({ status: 404 });
    expect(await failureOf(endpoints.docEmbedding({}))).toMatchObject({ status: 404 });
  });

  test('columns, and a signature by its name', async () => {
    const { v1 } = client();
    const columns = { age: [25], gender: [1], hour: [12] };
    expect((await v1.predictColumns('user_tower', columns)).value).toEqual({
      kind: 'single',
      values: [EMBEDDING],
    });
    const rows = [{ item_price: 4, item_ctr: 0.5 }];
    const { value } = await v1.predict('user_tower', rows, { signatureName: 'item_tower' });
    expect(value.vectors()).toEqual([[4, 0.5, 4.5, 0]]);
  });
});

describe('neighbours', () => {
  const { service, client } = serviceOf(graphRecall, () =>
    newPackage('graph_recall', GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS),
  );
  const { u1, u4 } = NEIGHBOURS_OF;
  const ROWS = [{ user_id: 'u1', top_k: 3 }, { user_id: 'nobody' }, { user_id: 'u4' }];

  test.each(PROTOCOL_NAMES)('%s answers ids, the most with scores', async (protocol: ProtocolName) => {
    const { value } = await newClient(service(), 'graph_recall', protocol).neighbours(ROWS);
    const scoresOf = (scores: readonly number[]): readonly number[] | null =>
      protocol === 'torchserve' ? null : scores;
    expectClose(
      value,
      [
        { ids: u1.ids.slice(0, 3), scores: scoresOf(u1.scores.slice(0, 3)) },
        { ids: [], scores: scoresOf([]) },
        { ids: u4.ids, scores: scoresOf(u4.scores) },
      ],
      CLOSE,
    );
  });

  test('/recall', async () => {
    const { endpoints } = client();
    expectClose(
      (await endpoints.recall({ userId: 'u1', topK: 2 })).value,
      { ids: u1.ids.slice(0, 2), scores: u1.scores.slice(0, 2) },
      CLOSE,
    );
    expect((await endpoints.recall({ userId: null })).value).toEqual({ ids: [], scores: [] });
  });
});

describe('what a service says of itself, and is told', () => {
  const { client } = serviceOf(twoTower, () => newPackage('two_tower', TWO_TOWER_SIGNATURES));
  const credentials = { apiKey: 'secret' };

  test('health, metrics, its description', async () => {
    const { operations } = client();
    for (const call of [operations.isLive(), operations.isReady(), operations.isHealthy(), operations.ping()])
      expect((await call).value).toBe(true);
    expect((await operations.metrics()).value).toContain('model_version_info');
    expect((await operations.openApi()).value).toMatchObject({ openapi: expect.any(String) });
    expect((await operations.describe()).value).toMatchObject({ status: 'running' });
  });

  test('models, versions and metadata by v1', async () => {
    const { v1 } = client();
    expect((await v1.models()).value).toContain('user_tower');
    const versions = [{ version: MADE_VERSION, state: 'AVAILABLE' }];
    expect((await v1.status('user_tower', { version: MADE_VERSION })).value).toEqual({
      isReady: true,
      versions,
    });
    expect((await v1.metadata('user_tower')).value).toMatchObject({ version: MADE_VERSION });
    expect(await failureOf(v1.status('user_tower', { label: 'canary' }))).toMatchObject({ status: 404 });
    expect(await failureOf(v1.status('user_tower', { version: 'a', label: 'b' }))).toMatchObject({
      failure: 'request',
      message: 'The call cannot be sent: a version and a label were given; give one of them.',
    });
  });

  test('a raw request of v2', async () => {
    const { v2 } = client();
    const { value } = await v2.inferRaw('user_tower', Float32Array.of(25, 1, 12));
    expect(value.outputs).toMatchObject([{ name: 'embedding', values: Float32Array.of(25, 1, 12, 12.75) }]);
  });

  test('a reload, an unload and a load ask for their key', async () => {
    const { operations, v2 } = client();
    expect(await failureOf(operations.reload())).toMatchObject({ status: 401, mayRetry: false });
    expect((await operations.reload({}, { credentials })).value).toMatchObject({
      oldVersion: MADE_VERSION,
      newVersion: MADE_VERSION,
    });
    await v2.unloadModel('two_tower', { credentials });
    expect((await operations.isReady()).value).toBe(false);
    expect((await v2.isServerReady()).value).toBe(false);
    expect((await v2.isModelReady('user_tower')).value).toBe(false);
    expect((await client().v1.status('user_tower')).value.isReady).toBe(false);
    const [{ state }] = (await v2.repositoryIndex(false, { credentials })).value;
    expect(state).toBe('UNAVAILABLE');
    await v2.loadModel('two_tower', { credentials });
    expect((await v2.isModelReady('user_tower')).value).toBe(true);
  });
});
