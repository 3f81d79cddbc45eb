import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import {
  addNetworkPackage,
  CATEGORY_VALUES,
  EVENT_VALUES,
  networkPackages,
  type NetworkPackage,
} from '../../service-testing/packages/network-package';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { services } from './testing/local-service';

const TASKS = ['ctr', 'watch_time', 'gmv'] as const;
const PACKAGE: NetworkPackage = { model: 'mmoe', version: '1', outputs: TASKS };

const newModelDir = networkPackages();
const startLocal = services.perTest();
const start = async (outputs: readonly string[] = TASKS) =>
  startLocal({ MODEL_DIR: await newModelDir({ ...PACKAGE, outputs }) });

/** What the package answers to a row whose features contribute so much. */
function entryOf(sum: number): Record<string, number> {
  return { ctr: sum, watch_time: 2 * sum, gmv: 3 * sum };
}

const ROW = { item_ctr: 0.5, item_category: 'books', user_history: ['b', 'a'] };
const SUM = 0.5 + CATEGORY_VALUES.books + EVENT_VALUES.a + EVENT_VALUES.b;

test('every row is answered by an object of tasks, in the order of the outputs', async () => {
  const { server } = await start();
  const rows = [ROW, { ...ROW, item_ctr: 1.5 }];
  const entries = [entryOf(SUM), entryOf(SUM + 1)];
  const predictions = await request(server).post('/predictions/mmoe').send({ data: rows }).expect(200);
  expect(predictions.body).toEqual({ predictions: entries });
  expect(predictions.text).toMatch(/^\{"predictions":\[\{"ctr":[\d.]+,"watch_time":[\d.]+,"gmv":[\d.]+\},/);
  for (const body of [{ data: rows }, { features_list: rows }]) {
    const predict = await request(server).post('/predict').send(body).expect(200);
    expect(predict.body).toEqual({ scores_list: entries, predictions: entries });
  }
});

test('rows may be arrays, as the Go client sends them', async () => {
  const { server } = await start();
  const answer = await request(server)
    .post('/predictions/mmoe')
    .send({ data: [[0.5, 'books', ['b', 'a']], ROW] })
    .expect(200);
  expect(answer.body).toEqual({ predictions: [entryOf(SUM), entryOf(SUM)] });
  const short = await request(server)
    .post('/predictions/mmoe')
    .send({ data: [[0.5, 'books']] });
  expectError(short, 400, /^data\[0\]: expected 3 values .* got 2/);
});

describe('features of every kind', () => {
  test.each<[string, object, number]>([
    ['a category that training has not seen', { item_category: 'films' }, 0.25 + CATEGORY_VALUES.unknown],
    ['a number as category', { item_category: 7 }, 0.25 + CATEGORY_VALUES.unknown],
    ['no feature at all', {}, 0.25 + CATEGORY_VALUES.unknown],
    ['null', { item_ctr: null, item_category: null, user_history: null }, 0.25 + CATEGORY_VALUES.unknown],
    ['no events', { ...ROW, user_history: [] }, 0.5 + CATEGORY_VALUES.books],
    [
      'an event that training has not seen',
      { ...ROW, user_history: ['z'] },
      0.5 + CATEGORY_VALUES.books + EVENT_VALUES.unknown,
    ],
    [
      'more events than count: the last ones do',
      { ...ROW, user_history: ['b', 'b', 'b', 'a', 'a', 'a'] },
      0.5 + CATEGORY_VALUES.books + 3 * EVENT_VALUES.a,
    ],
  ])('%s', async (_, row, sum) => {
    const { server } = await start();
    const answer = await request(server)
      .post('/predictions/mmoe')
      .send({ data: [row] })
      .expect(200);
    expect(answer.body).toEqual({ predictions: [entryOf(sum)] });
  });

  test.each<[string, object, RegExp]>([
    [
      'an object as category',
      { item_category: {} },
      /^data\[0\]\.item_category: expected a string or an integer/,
    ],
    ['a list as category', { item_category: ['books'] }, /^data\[0\]\.item_category: expected a string/],
    ['a text as sequence', { user_history: 'a b' }, /^data\[0\]\.user_history: expected an array of strings/],
    ['an object as event', { user_history: ['a', {}] }, /^data\[0\]\.user_history\[1\]: expected a string/],
    ['a text as number', { item_ctr: 'high' }, /^data\[0\]\.item_ctr: expected a number, got "high"/],
  ])('%s is 400', async (_, row, message) => {
    const { server } = await start();
    expectError(
      await request(server)
        .post('/predictions/mmoe')
        .send({ data: [row] }),
      400,
      message,
    );
  });

  test('what is missing or unknown is counted by the feature', async () => {
    const { server, port } = await start();
    await request(server)
      .post('/predictions/mmoe')
      .send({ data: [{}, { item_category: 'films', user_history: ['z', 'a', 'y'] }] })
      .expect(200);
    const samples = await readMetrics(port);
    expect(samplesOf(samples, 'model_feature_missing_total')).toEqual({
      'model_feature_missing_total{feature="item_ctr"}': 2,
      'model_feature_missing_total{feature="item_category"}': 1,
      'model_feature_missing_total{feature="user_history"}': 1,
    });
    expect(samplesOf(samples, 'model_feature_unknown_total')).toEqual({
      'model_feature_unknown_total{feature="item_category"}': 1,
      'model_feature_unknown_total{feature="user_history"}': 2,
    });
  });
});

test('an output that is not finite is 500 with a request id, a line in the log, and counted as 500', async () => {
  const { port, logs } = await start();
  const answer = await postBytes(port, '/predictions/mmoe', '{"data":[{},{"item_ctr":3e38}]}');
  expectError(answer, 500, 'The watch_time of row 1 is not a finite number.');
  expect(logs.find(({ level }) => level === 'error')).toMatchObject({
    message: 'predict failed',
    request_id: answer.headers['x-request-id'],
    model: 'mmoe',
    version: '1',
    status: 500,
    error: 'The watch_time of row 1 is not a finite number.',
  });
  expect(samplesOf(await readMetrics(port), 'model_predict_requests_total')).toEqual({
    'model_predict_requests_total{status="500"}': 1,
  });
});

test('a number beyond 32 bits takes the default', async () => {
  const { port } = await start();
  for (const value of ['1e39', '1e400', '"inf"', '"NaN"']) {
    const { status, text } = await postBytes(port, '/predictions/mmoe', `{"data":[{"item_ctr":${value}}]}`);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 200,
      body: { predictions: [entryOf(0.25 + CATEGORY_VALUES.unknown)] },
    });
  }
});

test('the names of the tasks come from the model, in answers, description and status', async () => {
  const { server } = await start(['click', 'like']);
  const { body } = await request(server)
    .post('/predictions/mmoe')
    .send({ data: [ROW] })
    .expect(200);
  expect(body).toEqual({ predictions: [{ click: SUM, like: 2 * SUM }] });
  const status = await request(server).get('/').expect(200);
  expect(status.body).toMatchObject({ feature_count: 3, tasks: ['click', 'like'] });
  const description = await request(server).get('/openapi.json').expect(200);
  const schema = description.body.paths['/predict'].post.responses['200'].content['application/json'].schema;
  expect(Object.keys(schema.properties)).toEqual(['scores_list', 'predictions']);
  expect(schema.properties.predictions.items).toEqual({
    type: 'object',
    required: ['click', 'like'],
    properties: { click: { type: 'number' }, like: { type: 'number' } },
  });
});

test('an output of several numbers a row is a list in the entry of each row', async () => {
  const widths = { grades: 3 };
  const MODEL_DIR = await newModelDir({ ...PACKAGE, outputs: ['ctr', 'grades'], widths });
  const { server } = await startLocal({ MODEL_DIR });
  const entryOf = (sum: number) => ({ ctr: sum, grades: [2 * sum, 4 * sum, 6 * sum] });
  const data = [ROW, { ...ROW, item_ctr: 1.5 }];
  const { body } = await request(server).post('/predict').send({ data }).expect(200);
  const entries = [entryOf(SUM), entryOf(SUM + 1)];
  expect(body).toEqual({ scores_list: entries, predictions: entries });
  const description = (await request(server).get('/openapi.json').expect(200)).body;
  const { schema } = description.paths['/predict'].post.responses['200'].content['application/json'];
  expect(schema.properties.predictions.items.properties).toEqual({
    ctr: { type: 'number' },
    grades: { type: 'array', items: { type: 'number' }, minItems: 3, maxItems: 3 },
  });
});

test.each(['deepfm', 'xgb', 'MMOE'])('the name %s is not served here', async name => {
  const { server } = await start();
  const answer = await request(server)
    .post(`/predictions/${name}`)
    .send({ data: [ROW] });
  expectError(answer, 404, `No model "${name}" here; this process serves mmoe.`);
});

test('after a reload the metrics show the new version alone, and every request counts, refused ones too', async () => {
  const modelDir = await newModelDir(PACKAGE);
  await addNetworkPackage(modelDir, { ...PACKAGE, version: '2' });
  const { server, port } = await startLocal({ MODEL_DIR: modelDir });
  await request(server)
    .post('/predictions/mmoe')
    .send({ data: [ROW] })
    .expect(200);
  await request(server).post('/predictions/mmoe').send({ data: [] }).expect(400);
  await request(server)
    .post('/predict')
    .send({ features_list: [{ item_ctr: 'high' }] })
    .expect(400);
  await request(server).post('/reload').send({ version: '2' }).expect(200);
  const metrics = await readMetrics(port);
  expect(samplesOf(metrics, 'model_version_info')).toEqual({ 'model_version_info{version="2"}': 1 });
  expect(samplesOf(metrics, 'model_predict_requests_total')).toEqual({
    'model_predict_requests_total{status="200"}': 1,
    'model_predict_requests_total{status="400"}': 2,
  });
});
