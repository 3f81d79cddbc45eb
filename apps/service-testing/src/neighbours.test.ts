import { graphRecall } from '@reckit/definitions';
import request from 'supertest';
import { expectClose } from '../clients/expect-close';
import { grpcClients } from '../clients/grpc-client';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { madePackages } from '../packages/made-package';
import { askOip } from '../clients/oip-client';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS, NEIGHBOURS_OF } from '../packages/recall-package';

const newPackage = madePackages();
const newClient = grpcClients();
const services = localServicesOf(graphRecall, '');
let service: LocalService;
beforeAll(async () => {
  const modelDir = await newPackage('graph_recall', GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS);
  service = await services.start({ MODEL_DIR: modelDir, GRPC_PORT: '0' });
  await service.load();
});
afterAll(() => service.close());

const { u1, u4 } = NEIGHBOURS_OF;
const CLOSE = { absolute: 1e-6, relative: 0 };

async function post(path: string, body: object): Promise<unknown> {
  return (await request(service.server).post(path).send(body).expect(200)).body;
}

describe('/recall', () => {
  test.each<[object, readonly string[], readonly number[]]>([
    [{ user_id: 'u1' }, u1.ids, u1.scores],
    [{ user_id: 'u4', top_k: 20 }, u4.ids, u4.scores],
    [{ user_id: 'u1', top_k: 2 }, u1.ids.slice(0, 2), u1.scores.slice(0, 2)],
    [{ user_id: 'u1', top_k: 0 }, u1.ids.slice(0, 1), u1.scores.slice(0, 1)],
    [{ user_id: 'u1', top_k: 1_000 }, u1.ids, u1.scores],
    [{ user_id: 'nobody', top_k: 5 }, [], []],
    [{ user_id: null }, [], []],
    [{}, [], []],
    [
      { user_id: 'u1', top_k: 2, scene: 'feed', params: { hour: 12 }, user_profile: { age: 25, a: ['i1'] } },
      u1.ids.slice(0, 2),
      u1.scores.slice(0, 2),
    ],
  ])('%j', async (body, ids, scores) => {
    expectClose(await post('/recall', body), { item_ids: ids, scores }, CLOSE);
  });

  test.each([
    [{ user_id: { a: 1 } }, /^body\[0\]\.user_id: expected a string or an integer/],
    [{ user_id: 'u1', top_k: 'many' }, 'top_k must be a number of neighbours, from 1 to 500.'],
  ])('%j is refused', async (body, detail) => {
    const answer = await request(service.server).post('/recall').send(body).expect(400);
    expect(answer.body).toEqual({
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
      request_id: answer.headers['x-request-id'],
    });
  });
});

const ROWS = [{ user_id: 'u1', top_k: 3 }, { user_id: 'nobody' }, { user_id: 'u4' }];
const IDS = [u1.ids.slice(0, 3), [], u4.ids];
const SCORES = [u1.scores.slice(0, 3), [], u4.scores];
const padded = <Value>(rows: readonly (readonly Value[])[], filler: Value): Value[][] =>
  rows.map(row => [...row, ...Array<Value>(u4.ids.length - row.length).fill(filler)]);

test('/predictions answers the ids of each row', async () => {
  expect(await post('/predictions/graph_recall', { data: ROWS })).toEqual({ predictions: IDS });
  expect(await post('/predictions/graph_recall', { data: [ROWS[1]] })).toEqual({ predictions: [[]] });
});

test('KServe v1 answers ids with their similarities, by rows and by columns', async () => {
  const path = '/v1/models/graph_recall:predict';
  expectClose(
    await post(path, { instances: ROWS }),
    { predictions: IDS.map((item_ids, row) => ({ item_ids, scores: SCORES[row] })) },
    CLOSE,
  );
  const inputs = {
    user_id: ['u1', { b64: Buffer.from('nobody').toString('base64') }, 'u4'],
    top_k: [3, null, 20],
  };
  expectClose(
    await post(path, { inputs }),
    { outputs: { item_ids: padded(IDS, ''), scores: padded(SCORES, 0) } },
    CLOSE,
  );
});

test('v2 answers tensors, filled up', async () => {
  const inputs = [
    { name: 'user_id', shape: [3], datatype: 'BYTES', data: ['u1', 'nobody', 'u4'] },
    { name: 'top_k', shape: [3], datatype: 'INT64', data: [3, 20, 20] },
  ];
  const { status, body } = await askOip(service.port, {
    path: '/v2/models/graph_recall/infer',
    body: { inputs },
  });
  expect(status).toBe(200);
  expectClose(
    (body as { outputs: unknown }).outputs,
    [
      { name: 'item_ids', datatype: 'BYTES', shape: [3, 4], data: padded(IDS, '').flat() },
      { name: 'scores', datatype: 'FP32', shape: [3, 4], data: padded(SCORES, 0).flat() },
    ],
    CLOSE,
  );
});

test('gRPC answers the same tensors', async () => {
  const inputs = [
    {
      name: 'user_id',
      shape: [3],
      datatype: 'BYTES',
      contents: { bytes_contents: ['u1', 'nobody', 'u4'].map(id => Buffer.from(id)) },
    },
    { name: 'top_k', shape: [3], datatype: 'INT64', contents: { int64_contents: [3, 20, 20] } },
  ];
  const { code, answer } = await newClient(service.grpcPort).call('ModelInfer', {
    model_name: 'graph_recall',
    inputs,
  });
  expect(code).toBe(0);
  const [ids, scores] = (answer as { outputs: readonly { shape: unknown; contents: Contents }[] }).outputs;
  expect([ids.shape, scores.shape]).toEqual([
    [3, 4],
    [3, 4],
  ]);
  expect(ids.contents.bytes_contents.map(String)).toEqual(padded(IDS, '').flat());
  expectClose(scores.contents.fp32_contents, padded(SCORES, 0).flat(), CLOSE);
});

interface Contents {
  readonly bytes_contents: readonly Buffer[];
  readonly fp32_contents: readonly number[];
}

test('the metadata of v1 tells what the outputs are', async () => {
  const { body } = await request(service.server).get('/v1/models/graph_recall/metadata').expect(200);
  const { inputs, outputs } = body.metadata.signature_def.signature_def.serving_default;
  expect(inputs.user_id.dtype).toBe('DT_STRING');
  expect(outputs.item_ids).toMatchObject({
    dtype: 'DT_STRING',
    // As many as a request asks for.
    tensor_shape: { dim: [{ size: '-1' }, { size: '-1' }] },
  });
  expect(outputs.scores.dtype).toBe('DT_FLOAT');
});
