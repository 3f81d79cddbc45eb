import path from 'node:path';
import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { expectForward } from '../../service-testing/replays/replay-forward';
import { services } from './testing/local-service';

const FORWARD = path.join(__dirname, '../fixtures/forward.json');
const service = services.shared();
const start = services.perTest();

type Features = Readonly<Record<string, number>>;
interface Case {
  readonly user: Features;
  readonly item: Features;
  readonly userEmbedding: readonly number[];
  readonly itemEmbedding: readonly number[];
}

async function vectorOf(target: string, body: object): Promise<readonly number[]> {
  const { body: answer } = await request(service().server).post(target).send(body).expect(200);
  return answer[target.slice(1)];
}

const ITEM = { item_ctr: 0.2, item_cvr: 0.1, item_price: 0.5 };

test('both towers answer the vectors that PyTorch recorded', async () => {
  await expectForward<Case>(service(), FORWARD, {
    endpoint: '/user_embedding',
    body: ({ user }) => ({ user_features: user }),
    embedding: ({ userEmbedding }) => userEmbedding,
  });
  await expectForward<Case>(service(), FORWARD, {
    endpoint: '/item_embedding',
    body: ({ item }) => ({ item_features: item }),
    embedding: ({ itemEmbedding }) => itemEmbedding,
  });
});

test.each([
  ['beside its own features', { ...ITEM, user_age: 40, age: 7 }, ITEM],
  ['in the group of the other side', { item_features: ITEM, user_features: { user_age: 40 } }, ITEM],
  ['alone', { user_age: 40, user_gender: 1 }, {}],
])('a feature of the user says nothing to the tower of items, %s', async (_, body, same) => {
  expect(await vectorOf('/item_embedding', body)).toEqual(await vectorOf('/item_embedding', same));
});

test('rows of which a tower knows nothing are counted, and so is what is missing', async () => {
  const { port, server } = await start();
  await request(server).post('/item_embedding').send({ user_age: 40 }).expect(200);
  await request(server)
    .post('/predictions/user_tower')
    .send({ data: [{ age: 1 }, { age: 'nan', gender: 2 }] })
    .expect(200);
  const samples = await readMetrics(port);
  expect(samplesOf(samples, 'model_unknown_rows_total')).toEqual({ model_unknown_rows_total: 1 });
  expect(samplesOf(samples, 'model_feature_missing_total')).toEqual({
    'model_feature_missing_total{feature="user_gender"}': 1,
    'model_feature_missing_total{feature="item_ctr"}': 1,
    'model_feature_missing_total{feature="item_cvr"}': 1,
    'model_feature_missing_total{feature="item_price"}': 1,
  });
  expect(samplesOf(samples, 'model_feature_invalid_total')).toEqual({
    'model_feature_invalid_total{feature="user_age"}': 1,
  });
  expect(samplesOf(samples, 'model_predict_requests_total')).toEqual({
    'model_predict_requests_total{status="200"}': 2,
  });
  expect(samples['model_predict_rows_sum']).toBe(3);
});

test.each(['1e20', '-1e30', '3.4e38', '1e39', '1e400', '"inf"', 'null'])(
  'vectors are finite, also of %s',
  async value => {
    for (const target of ['/user_embedding', '/item_embedding']) {
      const row = `{"age":${value},"gender":${value},"ctr":${value},"cvr":${value},"price":${value}}`;
      const { body } = await request(service().server).post(target).type('json').send(row).expect(200);
      const vector: readonly number[] = body[target.slice(1)];
      expect(vector).toHaveLength(64);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  },
);

test('a batch has a vector for each row, in their order', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ age: i / 300, gender: i % 2 }));
  const { body } = await request(service().server)
    .post('/predictions/two_tower')
    .send({ data: rows })
    .expect(200);
  expect(body.predictions).toHaveLength(300);
  for (const i of [0, 1, 17, 299]) {
    const vector = await vectorOf('/user_embedding', rows[i]);
    const differences = vector.map((value, j) => Math.abs(value - body.predictions[i][j]));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  }
  // The next row has another vector.
  expect(body.predictions[17]).not.toEqual(body.predictions[18]);
});

test('names that are none are told those that there are', async () => {
  for (const name of ['dssm', 'xgb', 'USER_TOWER'])
    expectError(
      await request(service().server)
        .post(`/predictions/${name}`)
        .send({ data: [{}] }),
      404,
      `No model "${name}" here; this process serves user_tower, item_tower, two_tower.`,
    );
});
