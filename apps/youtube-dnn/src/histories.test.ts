import path from 'node:path';
import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { expectForward } from '../../service-testing/replays/replay-forward';
import { services } from './testing/local-service';

const FORWARD = path.join(__dirname, '../fixtures/forward.json');
const service = services.shared();
const start = services.perTest();

interface Case {
  readonly userFeatures: Readonly<Record<string, number>>;
  readonly history: readonly string[];
  readonly userEmbedding: readonly number[];
}

const USER = { user_age: 30, user_gender: 1 };

async function vectorOf(body: object): Promise<readonly number[]> {
  const answer = await request(service().server).post('/user_embedding').send(body).expect(200);
  return answer.body.user_embedding;
}

test('users get the vectors that PyTorch recorded', () =>
  expectForward<Case>(service(), FORWARD, {
    endpoint: '/user_embedding',
    body: ({ userFeatures, history }) => ({ user_features: userFeatures, history_item_ids: history }),
    embedding: ({ userEmbedding }) => userEmbedding,
  }));

test.each([
  ['items that are not known', ['nope', 'item_72', 'never'], ['item_72']],
  ['null', [null, 'item_72'], ['item_72']],
  ['a history of nothing that is known', ['nope'], []],
  ['a history that is null', null, []],
  ['a history that is not there', undefined, []],
])('%s: skipped', async (_, history, same) => {
  expect(await vectorOf({ user_features: USER, history_item_ids: history })).toEqual(
    await vectorOf({ user_features: USER, history_item_ids: same }),
  );
});

test('a history and the features of the user may stand side by side, and without their prefix', async () => {
  const history_item_ids = ['item_72', 'item_61'];
  const vector = await vectorOf({ user_features: USER, history_item_ids });
  expect(await vectorOf({ ...USER, history_item_ids })).toEqual(vector);
  expect(await vectorOf({ age: 30, gender: 1, history_item_ids })).toEqual(vector);
  expect(await vectorOf({ user_features: USER })).not.toEqual(vector);
});

test.each<[string, unknown, RegExp]>([
  [
    'a text',
    'item_72,item_61',
    /^body\[0\]\.history_item_ids: expected an array of strings or integers, got "item_72,item_61"\./,
  ],
  ['an object', { a: 1 }, /^body\[0\]\.history_item_ids: expected an array/],
  ['a number', 5, /^body\[0\]\.history_item_ids: expected an array/],
  ['lists in a list', [['item_72']], /^body\[0\]\.history_item_ids\[0\]: expected a string or an integer/],
  [
    'a fraction in a list',
    ['item_72', 1.5],
    /^body\[0\]\.history_item_ids\[1\]: expected a string or an integer/,
  ],
])('%s is no history', async (_, history_item_ids, message) => {
  const answer = await request(service().server)
    .post('/user_embedding')
    .send({ user_features: USER, history_item_ids });
  expectError(answer, 400, message);
});

test('a row of nothing is answered, and what is missing or unknown is counted', async () => {
  const { server, port } = await start();
  const { body } = await request(server)
    .post('/predictions/youtube_dnn')
    .send({ data: [{}, { user_features: USER, history_item_ids: ['item_72', 'nope', 'never'] }] })
    .expect(200);
  for (const vector of body.predictions) {
    expect(vector).toHaveLength(64);
    expect(vector.every(Number.isFinite)).toBe(true);
  }
  const samples = await readMetrics(port);
  expect(samplesOf(samples, 'model_feature_missing_total')).toEqual({
    'model_feature_missing_total{feature="user_age"}': 1,
    'model_feature_missing_total{feature="user_gender"}': 1,
    'model_feature_missing_total{feature="history_item_ids"}': 1,
  });
  expect(samplesOf(samples, 'model_feature_unknown_total')).toEqual({
    'model_feature_unknown_total{feature="history_item_ids"}': 2,
  });
});

test.each(['1e20', '-1e30', '3.4e38', '1e39', '"inf"'])('vectors are finite, also of %s', async value => {
  const row = `{"user_features":{"user_age":${value},"user_gender":${value}},"history_item_ids":["item_72"]}`;
  const { body } = await request(service().server).post('/user_embedding').type('json').send(row).expect(200);
  expect(body.user_embedding).toHaveLength(64);
  expect(body.user_embedding.every(Number.isFinite)).toBe(true);
});

test('metadata names an input for each feature, and the vector', async () => {
  const { body } = await request(service().server).get('/v2/models/youtube_dnn').expect(200);
  expect(body).toMatchObject({
    inputs: [
      { name: 'user_age', datatype: 'FP32', shape: [-1, 1] },
      { name: 'user_gender', datatype: 'FP32', shape: [-1, 1] },
      { name: 'history_item_ids', datatype: 'BYTES', shape: [-1, -1] },
    ],
    outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 64] }],
  });
});
