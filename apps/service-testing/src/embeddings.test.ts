import request from 'supertest';
import { dssm, twoTower, youtubeDnn } from '@reckit/definitions';
import { grpcClients } from '../clients/grpc-client';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { MADE_VERSION, madePackages } from '../packages/made-package';
import { askOip } from '../clients/oip-client';
import { DSSM_SIGNATURES, TWO_TOWER_SIGNATURES, YOUTUBE_DNN_SIGNATURES } from '../packages/tower-packages';

const newPackage = madePackages();
const newClient = grpcClients();
const services = localServicesOf(twoTower, '');
const start = services.perTest();

let modelDir = '';
beforeAll(async () => {
  modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES);
});

const USER = { user_age: 25, user_gender: 1, user_hour: 12 };
const EMBEDDING = [25, 1, 12, 12.75];
const OTHER = { user_age: 30 };
const OTHER_EMBEDDING = [30, 0, 0, 15];

async function post(service: LocalService, path: string, body: object, status = 200): Promise<unknown> {
  const answer = await request(service.server).post(path).send(body);
  expect({ status: answer.status, body: answer.body }).toEqual({ status, body: answer.body });
  return answer.body;
}

describe('two towers in one package', () => {
  const running = sharedService({ GRPC_PORT: '0' });
  const flat = sharedService({ V1_SINGLE_EMBEDDING: 'flat' });

  test.each(['user_tower', 'two_tower'])(
    '/predictions/%s answers one embedding flat, and several nested',
    async name => {
      const one = await post(running(), `/predictions/${name}`, { data: [USER] });
      expect(one).toEqual({ predictions: EMBEDDING });
      const two = await post(running(), `/predictions/${name}/${MADE_VERSION}`, { data: [USER, OTHER] });
      expect(two).toEqual({ predictions: [EMBEDDING, OTHER_EMBEDDING] });
    },
  );

  test('/predictions of the other tower reads its own features', async () => {
    const row = { item_price: 4, item_ctr: 0.5 };
    expect(await post(running(), '/predictions/item_tower', { data: [row] })).toEqual({
      predictions: [4, 0.5, 4.5, 0],
    });
  });

  test('/predict answers the embedding, which has no other name', async () => {
    expect(await post(running(), '/predict', { features_list: [USER, OTHER] })).toEqual({
      predictions: [EMBEDDING, OTHER_EMBEDDING],
    });
  });

  test.each([
    ['keys without the prefix of the side', { age: 25, gender: 1, hour: 12 }],
    ['features in their group', { user_features: { user_age: 25, user_gender: 1, user_hour: 12 } }],
    ['both', { user_features: { age: 25, gender: 1 }, hour: 12 }],
    ['an exact name beside a short one', { age: 1, ...USER }],
  ])('rows with %s mean the same in every protocol', async (_case, row) => {
    expect(await post(running(), '/predictions/user_tower', { data: [row] })).toEqual({
      predictions: EMBEDDING,
    });
    expect(await post(running(), '/v1/models/user_tower:predict', { instances: [row] })).toEqual({
      predictions: [EMBEDDING],
    });
    expect(await post(running(), '/user_embedding', row)).toEqual({ user_embedding: EMBEDDING });
    const tensor = { name: 'features', shape: [1], datatype: 'BYTES', data: [JSON.stringify(row)] };
    const { body } = await askOip(running().port, {
      path: '/v2/models/user_tower/infer',
      body: { inputs: [tensor] },
    });
    expect(body).toMatchObject({
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [1, 4], data: EMBEDDING }],
    });
  });

  test('KServe v1 nests one embedding, unless it is told to answer it flat', async () => {
    const path = '/v1/models/user_tower:predict';
    for (const key of ['instances', 'inputs']) {
      expect(await post(running(), path, { [key]: [USER] })).toEqual({ predictions: [EMBEDDING] });
      expect(await post(flat(), path, { [key]: [USER] })).toEqual({ predictions: EMBEDDING });
      const two = { predictions: [EMBEDDING, OTHER_EMBEDDING] };
      expect(await post(flat(), path, { [key]: [USER, OTHER] })).toEqual(two);
    }
    const inputs = { age: [25, 30], user_gender: [1, null], hour: [[12], [0]] };
    expect(await post(running(), path, { inputs })).toEqual({ outputs: [EMBEDDING, OTHER_EMBEDDING] });
  });

  test('signature_name calls another tower of the package, wherever it stands', async () => {
    const expected = { predictions: [[4, 0.5, 4.5, 0]] };
    const rows = '[{"item_price":4,"item_ctr":0.5}]';
    const name = '"signature_name":"item_tower"';
    for (const body of [`{${name},"instances":${rows}}`, `{"inputs":${rows},${name}}`]) {
      const answer = await request(running().server)
        .post('/v1/models/user_tower:predict')
        .type('json')
        .send(body)
        .expect(200);
      expect(answer.body).toEqual(expected);
    }
    const other = { signature_name: 'other', instances: [USER] };
    expect(await post(running(), '/v1/models/user_tower:predict', other, 400)).toEqual({
      error: 'signature_name "other" is none of this model: it has serving_default, user_tower, item_tower.',
    });
  });

  test('the metadata has the addressed tower as the default, and the other by its name', async () => {
    const { body } = await request(running().server).get('/v1/models/item_tower/metadata').expect(200);
    const { serving_default: own, ...others } = body.metadata.signature_def.signature_def;
    expect(Object.keys(own.inputs)).toEqual(['item_price', 'item_ctr']);
    expect(own.outputs.embedding.tensor_shape.dim.map(({ size }: { size: string }) => size)).toEqual([
      '-1',
      '4',
    ]);
    expect(Object.keys(others)).toEqual(['user_tower']);
  });

  test('a tensor of numbers is read by v2', async () => {
    const input = { name: 'input0', shape: [2, 3], datatype: 'FP64', data: [25, 1, 12, 30, 0, 0] };
    const { body } = await askOip(running().port, {
      path: '/v2/models/user_tower/infer',
      body: { inputs: [input] },
    });
    expect(body).toMatchObject({
      outputs: [{ name: 'embedding', shape: [2, 4], data: [...EMBEDDING, ...OTHER_EMBEDDING] }],
    });
  });

  test('gRPC answers a tensor, from numbers and from rows as JSON', async () => {
    const rows = [{ age: 25, gender: 1, hour: 12 }, { user_features: OTHER }];
    const forms = [
      { name: 'input0', shape: [2, 3], datatype: 'FP32', contents: { fp32_contents: [25, 1, 12, 30, 0, 0] } },
      {
        name: 'features',
        shape: [2],
        datatype: 'BYTES',
        contents: { bytes_contents: rows.map(row => Buffer.from(JSON.stringify(row))) },
      },
    ];
    for (const input of forms) {
      const { code, answer } = await newClient(running().grpcPort).call('ModelInfer', {
        model_name: 'user_tower',
        inputs: [input],
      });
      expect(code).toBe(0);
      expect(answer?.['outputs']).toMatchObject([
        { name: 'embedding', shape: [2, 4], contents: { fp32_contents: [...EMBEDDING, ...OTHER_EMBEDDING] } },
      ]);
    }
  });

  test.each([
    ['/user_embedding', { user_features: USER }, { user_embedding: EMBEDDING }],
    ['/user_embedding/', { user_features: { age: 30 } }, { user_embedding: OTHER_EMBEDDING }],
    [`/user_embedding?version=${MADE_VERSION}`, USER, { user_embedding: EMBEDDING }],
    ['/item_embedding', { item_features: { price: 4, ctr: 0.5 } }, { item_embedding: [4, 0.5, 4.5, 0] }],
    ['/user_embedding', {}, { user_embedding: [0, 0, 0, 0] }],
  ])('POST %s %j', async (path, body, answer) => {
    expect(await post(running(), path, body)).toEqual(answer);
  });

  test.each([
    [
      '/user_embedding',
      { user_features: { age: 'x' } },
      400,
      /^body\[0\]\.user_age: expected a number, got "x"/,
    ],
    [
      '/user_embedding',
      { user_features: [1] },
      400,
      'body[0].user_features: expected an object of features.',
    ],
    ['/user_embedding?version=other', USER, 404, /^No version "other" of two_tower here/],
    ['/query_embedding', USER, 404, /^There is no \/query_embedding here/],
  ])('POST %s %j is %d', async (path, body, status, detail) => {
    expect(await post(running(), path, body, status)).toEqual({
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
      request_id: expect.any(String),
    });
  });

  test('an endpoint takes POST alone', async () => {
    const answer = await request(running().server).get('/user_embedding').expect(405);
    expect(answer.headers['allow']).toBe('POST');
  });

  test('rows of which no key is known are counted', async () => {
    const own = await start({ MODEL_DIR: modelDir });
    expect(await post(own, '/user_embedding', { user_features: { country: 1 } })).toEqual({
      user_embedding: [0, 0, 0, 0],
    });
    const { text } = await request(own.server).get('/metrics').expect(200);
    expect(text).toMatch(/^model_unknown_rows_total(?:\{.*\})? 1$/m);
  });

  test('the description says what /predictions answers', async () => {
    const { body } = await request(running().server).get('/openapi.json').expect(200);
    const { post: operation } = body.paths['/predictions/user_tower'];
    const { predictions } = operation.responses['200'].content['application/json'].schema.properties;
    const vector = { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 4 };
    expect(predictions).toEqual({
      oneOf: [
        { type: 'array', items: vector },
        { ...vector, description: 'That of the only row' },
      ],
    });
  });
});

describe('a history beside a group of features', () => {
  const history = localServicesOf(youtubeDnn, '');
  const startHistory = history.perTest();
  const BODY = { user_features: { user_age: 25 }, history_item_ids: ['i1', 'nothing', 'i2'] };

  test('is read by the endpoint and by every protocol', async () => {
    const own = await startHistory({ MODEL_DIR: await newPackage('youtube_dnn', YOUTUBE_DNN_SIGNATURES) });
    const embedding = [25, 1, 0, 2];
    expect(await post(own, '/user_embedding', BODY)).toEqual({ user_embedding: embedding });
    expect(await post(own, '/predictions/youtube_dnn', { data: [BODY] })).toEqual({ predictions: embedding });
    expect(await post(own, '/v1/models/youtube_dnn:predict', { instances: [BODY] })).toEqual({
      predictions: [embedding],
    });
    const inputs = { user_age: [25, 1], history_item_ids: [BODY.history_item_ids, []] };
    expect(await post(own, '/v1/models/youtube_dnn:predict', { inputs })).toEqual({
      outputs: [embedding, [1, -1, -1, -1]],
    });
    expect(await post(own, '/user_embedding', { user_features: null, history_item_ids: [] })).toEqual({
      user_embedding: [0, -1, -1, -1],
    });
  });
});

describe('queries and documents in one package', () => {
  const startDssm = localServicesOf(dssm, '').perTest();
  const QUERY = { length: 3, age: 2 };
  const EMBEDDINGS = { query: [3, 2, 5], doc: [3, 0, 0] };

  test('dssm is the query, by every name and protocol; the document has a name and a path of its own', async () => {
    const own = await startDssm({ MODEL_DIR: await newPackage('dssm', DSSM_SIGNATURES) });
    for (const name of ['dssm', 'query_tower']) {
      expect(await post(own, `/predictions/${name}`, { data: [QUERY] })).toEqual({
        predictions: EMBEDDINGS.query,
      });
      expect(await post(own, `/v1/models/${name}:predict`, { instances: [QUERY] })).toEqual({
        predictions: [EMBEDDINGS.query],
      });
    }
    expect(await post(own, '/predictions/doc_tower', { data: [QUERY] })).toEqual({
      predictions: EMBEDDINGS.doc,
    });
    expect(await post(own, '/query_embedding', { query_features: QUERY })).toEqual({
      query_embedding: EMBEDDINGS.query,
    });
    expect(await post(own, '/doc_embedding', { doc_features: QUERY })).toEqual({
      doc_embedding: EMBEDDINGS.doc,
    });
    expect(await post(own, '/user_embedding', {}, 404)).toMatchObject({
      detail: expect.stringMatching(/^There is no \/user_embedding here/),
    });
  });
});

function sharedService(environment: Readonly<Record<string, string>>): () => LocalService {
  let started: LocalService | null = null;
  beforeAll(async () => {
    started = await services.start({ MODEL_DIR: modelDir, ...environment });
    await started.load();
  });
  afterAll(() => started?.close());
  return () => {
    if (!started) throw new Error('The service runs only while tests do.');
    return started;
  };
}
