import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { status as grpcStatus } from '@grpc/grpc-js';
import { twoTower } from '@reckit/definitions';
import request from 'supertest';
import { grpcClients } from '../clients/grpc-client';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { MADE_VERSION, madePackages, writeMadePackage } from '../packages/made-package';
import { askOip } from '../clients/oip-client';
import { expectAsDescribed } from '../conformance/openapi-conformance';
import { readMetrics } from '../conformance/read-metrics';
import { TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS } from '../packages/tower-packages';

const newPackage = madePackages();
const newClient = grpcClients();
const services = localServicesOf(twoTower, '');
const start = services.perTest();
let service: LocalService;
beforeAll(async () => {
  const modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
  service = await services.start({ MODEL_DIR: modelDir, GRPC_PORT: '0' });
  await service.load();
});
afterAll(() => service.close());

const USER = { user_age: 25, user_gender: 1, user_hour: 12 };
const EMBEDDING = [25, 1, 12, 12.75];
const IDS = ['of age', 'of age, too', '商品', 'of hour', 'of gender'];
const SCORES = [25, 25, 12.75, 12, 1];
const OTHER = { user_age: 30 };
const OTHER_IDS = ['of age', 'of age, too', '商品', 'of gender', 'of hour'];
const OTHER_SCORES = [30, 30, 15, 0, 0];

async function post(path: string, body: object, status = 200, of = service): Promise<unknown> {
  const answer = await request(of.server).post(path).send(body);
  expect({ status: answer.status, body: answer.body }).toEqual({ status, body: answer.body });
  return answer.body;
}

describe('/recall', () => {
  test.each<[object, readonly string[], readonly number[]]>([
    [{ user_features: USER }, IDS, SCORES],
    [{ user_features: { age: 25, gender: 1, hour: 12 }, top_k: 500 }, IDS, SCORES],
    [{ user_features: USER, top_k: 3 }, IDS.slice(0, 3), SCORES.slice(0, 3)],
    [{ user_features: USER, top_k: null }, IDS, SCORES],
    [{ ...USER, top_k: 0 }, IDS.slice(0, 1), SCORES.slice(0, 1)],
    [{ user_features: USER, top_k: -7.5 }, IDS.slice(0, 1), SCORES.slice(0, 1)],
    [{ user_features: USER, top_k: '2' }, IDS.slice(0, 2), SCORES.slice(0, 2)],
    [{ user_features: USER, top_k: 1e9 }, IDS, SCORES],
    [{ user_features: OTHER, top_k: 4, scene: 'feed' }, OTHER_IDS.slice(0, 4), OTHER_SCORES.slice(0, 4)],
    [{}, ['of age', 'of gender', 'of hour', '商品', 'of age, too'], [0, 0, 0, 0, 0]],
  ])('%j', async (body, ids, scores) => {
    expect(await post('/recall', body)).toEqual({ item_ids: ids, scores });
  });

  test.each([
    [{ user_features: USER, top_k: 'many' }, 'top_k must be a number of neighbours, from 1 to 500.'],
    [
      { user_features: { age: 'x' } },
      expect.stringMatching(/^body\[0\]\.user_age: expected a number, got "x"/),
    ],
  ])('%j is refused', async (body, detail) => {
    expect(await post('/recall', body, 400)).toEqual({ detail, request_id: expect.any(String) });
  });

  test('nobody misses a top_k that is not there', async () => {
    const own = await start({ MODEL_DIR: service.state.config.modelDir });
    await post('/recall', { user_features: USER }, 200, own);
    expect(Object.keys(await readMetrics(own.port)).filter(name => name.includes('top_k'))).toEqual([]);
    expect(own.logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});

describe('/predictions with top_k beside the rows', () => {
  test.each<[string, object, unknown]>([
    ['user_tower', { data: [USER, OTHER], top_k: 3 }, [IDS.slice(0, 3), OTHER_IDS.slice(0, 3)]],
    ['two_tower', { top_k: 2, data: [USER] }, [IDS.slice(0, 2)]],
    ['two_tower', { data: [[25, 1, 12]], top_k: 1 }, [['of age']]],
    ['two_tower', { data: [USER], top_k: null }, EMBEDDING],
    ['two_tower', { data: [USER] }, EMBEDDING],
    ['two_tower_recall', { data: [USER, OTHER], top_k: 1 }, [['of age'], ['of age']]],
    [
      'two_tower_recall',
      { data: [{ ...USER, top_k: 1 }, { ...OTHER, top_k: 2 }, null] },
      [['of age'], OTHER_IDS.slice(0, 2), expect.any(Array)],
    ],
    ['item_tower', { data: [{ item_price: 1 }] }, [1, 0, 1, 0]],
  ])('%s %j', async (name, body, predictions) => {
    expect(await post(`/predictions/${name}`, body)).toEqual({ predictions });
  });

  test('is read whatever the rows are like', async () => {
    // Rows of other keys each, and a number as text: nothing for the quick way.
    const rows = Array.from({ length: 300 }, (_, i) => ({
      [`k${i}`]: [{}],
      user_age: String(i),
      user_hour: 300 - i,
    }));
    const body = JSON.stringify({ data: rows, top_k: 1 }).replace('"top_k"', '"top\\u005fk"');
    const { body: answer } = await request(service.server)
      .post('/predictions/two_tower')
      .type('json')
      .send(body)
      .expect(200);
    expect(answer.predictions).toEqual(rows.map((_, i) => [i < 150 ? 'of hour' : 'of age']));
  });

  test.each([
    ['two_tower', { data: [USER], top_k: [] }, 'top_k must be a number of neighbours, from 1 to 500.'],
    [
      'item_tower',
      { data: [{ item_price: 1 }], top_k: 3 },
      'top_k asks for items, which are found for the embeddings of user_tower, not of item_tower; leave it out.',
    ],
  ])('%s %j is refused', async (name, body, detail) => {
    expect(await post(`/predictions/${name}`, body, 400)).toEqual({ detail, request_id: expect.any(String) });
  });
});

test('KServe v1 finds items by a name of its own, and by the name of the signature', async () => {
  const entries = [
    { item_ids: IDS.slice(0, 2), scores: SCORES.slice(0, 2) },
    { item_ids: OTHER_IDS.slice(0, 1), scores: OTHER_SCORES.slice(0, 1) },
  ];
  const instances = [
    { ...USER, top_k: 2 },
    { age: 30, top_k: 1 },
  ];
  expect(await post('/v1/models/two_tower_recall:predict', { instances })).toEqual({ predictions: entries });
  const named = { signature_name: 'recall', instances };
  expect(await post('/v1/models/user_tower:predict', named)).toEqual({ predictions: entries });
  const inputs = { user_age: [25, 30], gender: [1, 0], user_hour: [12, 0], top_k: [3, 2] };
  expect(await post('/v1/models/two_tower_recall:predict', { inputs })).toEqual({
    outputs: {
      item_ids: [IDS.slice(0, 3), [...OTHER_IDS.slice(0, 2), '']],
      scores: [SCORES.slice(0, 3), [...OTHER_SCORES.slice(0, 2), 0]],
    },
  });
});

const TENSORS = [
  { name: 'user_age', shape: [2], datatype: 'FP32', data: [25, 30] },
  { name: 'user_gender', shape: [2], datatype: 'FP32', data: [1, 0] },
  { name: 'user_hour', shape: [2], datatype: 'FP32', data: [12, 0] },
  { name: 'top_k', shape: [2], datatype: 'INT64', data: [1, 2] },
];

test('v2 answers tensors as wide as the greatest top_k, filled up', async () => {
  const { status, body } = await askOip(service.port, {
    path: '/v2/models/two_tower_recall/infer',
    body: { inputs: TENSORS },
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    outputs: [
      { name: 'item_ids', datatype: 'BYTES', shape: [2, 2], data: ['of age', '', 'of age', 'of age, too'] },
      { name: 'scores', datatype: 'FP32', shape: [2, 2], data: [25, 0, 30, 30] },
    ],
  });
});

test('gRPC answers the same', async () => {
  const row = JSON.stringify({ ...USER, top_k: 3 });
  const { code, answer } = await newClient(service.grpcPort).call('ModelInfer', {
    model_name: 'two_tower_recall',
    inputs: [
      { name: 'features', shape: [1], datatype: 'BYTES', contents: { bytes_contents: [Buffer.from(row)] } },
    ],
  });
  expect(code).toBe(0);
  const [ids, scores] = (answer as { outputs: readonly { shape: unknown; contents: Contents }[] }).outputs;
  expect([ids.shape, scores.shape]).toEqual([
    [1, 3],
    [1, 3],
  ]);
  expect(ids.contents.bytes_contents.map(String)).toEqual(IDS.slice(0, 3));
  expect(scores.contents.fp32_contents).toEqual(SCORES.slice(0, 3));
});

interface Contents {
  readonly bytes_contents: readonly Buffer[];
  readonly fp32_contents: readonly number[];
}

test('a thousand rows are searched for at once, and a single one meanwhile', async () => {
  const data = Array.from({ length: 1_000 }, (_, i) => ({ user_age: i, user_hour: 500 }));
  const [many, one] = await Promise.all([
    post('/predictions/two_tower', { data, top_k: 1 }),
    post('/recall', { user_features: USER, top_k: 1 }),
  ]);
  expect(many).toEqual({ predictions: data.map(({ user_age }) => [user_age < 500 ? 'of hour' : 'of age']) });
  expect(one).toEqual({ item_ids: ['of age'], scores: [25] });
});

test('the description tells of the search', async () => {
  const { body } = await request(service.server).get('/openapi.json').expect(200);
  const recall = body.paths['/recall'].post.requestBody.content['application/json'].schema.properties;
  expect(Object.keys(recall)).toEqual(['user_features', 'top_k']);
  expect(recall.top_k).toMatchObject({ default: 20 });
  expect(Object.keys(recall.user_features.properties)).toEqual(['age', 'gender', 'hour']);
  const { requestBody, responses } = body.paths['/predictions/user_tower'].post;
  expect(Object.keys(requestBody.content['application/json'].schema.properties)).toEqual(['data', 'top_k']);
  expect(responses['200'].content['application/json'].schema.properties.predictions.anyOf).toHaveLength(2);
  const item = body.paths['/predictions/item_tower'].post.requestBody;
  expect(Object.keys(item.content['application/json'].schema.properties)).toEqual(['data']);
});

test('what is described is what is answered', async () => {
  const statuses = await expectAsDescribed(await start({ MODEL_DIR: service.state.config.modelDir }));
  expect(statuses.get('post /recall')).toEqual([200]);
});

test('metadata leaves open how many are found', async () => {
  const { body: v1 } = await request(service.server).get('/v1/models/two_tower_recall/metadata').expect(200);
  const { inputs, outputs } = v1.metadata.signature_def.signature_def.serving_default;
  expect(Object.keys(inputs)).toEqual(['user_age', 'user_gender', 'user_hour', 'top_k']);
  expect(outputs.item_ids.tensor_shape.dim.map(({ size }: { size: string }) => size)).toEqual(['-1', '-1']);
  const v2 = await askOip(service.port, { path: '/v2/models/two_tower_recall' });
  expect(v2.body).toMatchObject({
    outputs: [
      { name: 'item_ids', datatype: 'BYTES', shape: [-1, -1] },
      { name: 'scores', datatype: 'FP32', shape: [-1, -1] },
    ],
  });
});

describe('a package without vectors', () => {
  const WITHOUT = `Version ${MADE_VERSION} of two_tower holds no vectors to search: train it again, which writes them, or search the vectors that training export-vectors writes in a vector database.`;
  let without: LocalService;
  beforeAll(async () => {
    without = await services.start({
      MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES),
      GRPC_PORT: '0',
    });
    await without.load();
  });
  afterAll(() => without.close());

  test('says so where it is to be searched', async () => {
    const body = { user_features: USER };
    expect(await post('/recall', body, 404, without)).toMatchObject({ detail: WITHOUT });
    expect(await post('/predictions/two_tower_recall', { data: [USER] }, 404, without)).toMatchObject({
      detail: WITHOUT,
    });
    const v1 = await post('/v1/models/two_tower_recall:predict', { instances: [USER] }, 404, without);
    expect(v1).toEqual({ error: WITHOUT });
    const metadata = await request(without.server).get('/v1/models/two_tower_recall/metadata').expect(404);
    expect(metadata.body).toEqual({ error: WITHOUT });
    for (const path of [
      '/v1/models/two_tower_recall',
      '/v2/models/two_tower_recall',
      '/v2/models/two_tower_recall/ready',
    ]) {
      expect((await request(without.server).get(path).expect(404)).body).toEqual({ error: WITHOUT });
    }
    const { code } = await newClient(without.grpcPort).call('ModelReady', { name: 'two_tower_recall' });
    expect(code).toBe(grpcStatus.NOT_FOUND);
    const v2 = await askOip(without.port, {
      path: '/v2/models/two_tower_recall/infer',
      body: { inputs: TENSORS },
    });
    expect(v2).toMatchObject({ status: 404, body: { error: WITHOUT } });
    expect(await post('/predictions/two_tower', { data: [USER], top_k: 3 }, 400, without)).toMatchObject({
      detail: `top_k asks for items, but version ${MADE_VERSION} of two_tower holds no vectors to search: train it again, which writes them, or leave top_k out and search for the embedding in a vector database.`,
    });
  });

  test('answers embeddings, and its description does not promise more', async () => {
    expect(await post('/predictions/two_tower', { data: [USER] }, 200, without)).toEqual({
      predictions: EMBEDDING,
    });
    const { body } = await request(without.server).get('/openapi.json').expect(200);
    expect(Object.keys(body.paths).filter(path => path.includes('recall'))).toEqual([]);
  });
});

describe('a reload', () => {
  const MOVED = { ...TWO_TOWER_VECTORS, vectors: { 'of gender, now': [0, 1, 0, 0] } };

  test('changes graph and vectors together', async () => {
    const modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
    const own = await start({ MODEL_DIR: modelDir });
    await writeMadePackage(modelDir, 'two_tower', TWO_TOWER_SIGNATURES, { vectors: MOVED, version: 'v2' });
    await promote(modelDir, 'two_tower', 'v2');
    await post('/reload', {}, 200, own);
    expect(await post('/recall', USER, 200, own)).toEqual({ item_ids: ['of gender, now'], scores: [1] });
  });

  test('of a package whose vectors are damaged changes nothing', async () => {
    const modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
    const own = await start({ MODEL_DIR: modelDir });
    await writeMadePackage(modelDir, 'two_tower', TWO_TOWER_SIGNATURES, { vectors: MOVED, version: 'v2' });
    appendFileSync(path.join(modelDir, 'two_tower', 'v2', 'item_vectors.bin'), '!');
    await promote(modelDir, 'two_tower', 'v2');
    expect(await post('/reload', {}, 500, own)).toMatchObject({
      detail: expect.stringContaining('item_vectors.bin has'),
    });
    expect(await post('/recall', { ...USER, top_k: 1 }, 200, own)).toEqual({
      item_ids: ['of age'],
      scores: [25],
    });
  });

  test('of a package whose vectors are of another dimension changes nothing', async () => {
    const modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
    const own = await start({ MODEL_DIR: modelDir });
    const narrow = { ...TWO_TOWER_VECTORS, vectors: { a: [1, 0, 0] } };
    await writeMadePackage(modelDir, 'two_tower', TWO_TOWER_SIGNATURES, { vectors: narrow, version: 'v2' });
    await promote(modelDir, 'two_tower', 'v2');
    expect(await post('/reload', {}, 500, own)).toMatchObject({
      detail: expect.stringContaining('The vectors have 3 numbers, but the embedding of user_tower has 4'),
    });
    expect(await post('/recall', { ...USER, top_k: 1 }, 200, own)).toEqual({
      item_ids: ['of age'],
      scores: [25],
    });
  });
});
