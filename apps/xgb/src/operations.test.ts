import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { eventually } from '../../service-testing/clients/eventually';
import { expectError } from '../../service-testing/clients/expect-error';
import { sendHalf } from '../../service-testing/clients/http-client';
import { holdScoring } from './testing/hold-scoring';
import { FLAT_MODEL, FLAT_VERSION, services } from './testing/local-service';
import { FIRST, modelFolders, SECOND } from './testing/model-folders';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { requestOf } from '../../service-testing/packages/sample-rows';

const service = services.shared();
const start = services.perTest();
const packages = modelFolders();
const flatModels = services.modelFolders();

describe('health', () => {
  test.each([
    ['/ping', { status: 'Healthy' }],
    ['/health', { status: 'healthy', model_loaded: true }],
    ['/live', { status: 'live' }],
    ['/ready', { status: 'ready' }],
    [
      '/',
      {
        service: 'Reckit XGBoost Model Service',
        status: 'running',
        model_loaded: true,
        model_version: FLAT_VERSION,
        feature_count: 7,
      },
    ],
  ])('GET %s with a model', async (path, body) => {
    const answer = await request(service().server).get(path).expect(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toEqual(body);
  });

  test.each([
    ['/ping', 503, { status: 'Unhealthy' }],
    ['/health', 503, { status: 'unhealthy', model_loaded: false }],
    ['/live', 200, { status: 'live' }],
    ['/ready', 503, { status: 'no model loaded' }],
    [
      '/',
      200,
      {
        service: 'Reckit XGBoost Model Service',
        status: 'running',
        model_loaded: false,
        model_version: null,
        feature_count: 0,
      },
    ],
  ])('GET %s without a model', async (path, status, body) => {
    const { server } = await start({}, { loaded: false });
    const answer = await request(server).get(path);
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body });
  });

  test.each([
    ['/ping', 200],
    ['/health', 200],
    ['/live', 200],
    ['/ready', 503],
    ['/', 200],
  ])('GET %s while draining; predictions are still answered', async (path, status) => {
    const { server, state } = await start();
    state.phase = 'draining';
    const answer = await request(server).get(path).expect(status);
    expect(answer.headers['connection']).toBe('close');
    if (path === '/ready' || path === '/') expect(answer.body.status).toBe('draining');
    await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
  });

  test.each(['/', '/ping', '/health', '/live', '/ready', '/metrics', '/openapi.json', '/docs'])(
    'HEAD %s, and both with a trailing slash',
    async path => {
      const slash = path === '/' ? '/?a=/' : `${path}/`;
      const get = await request(service().server).get(path).expect(200);
      const trailing = await request(service().server).get(slash).expect(200);
      expect(trailing.headers['content-type']).toBe(get.headers['content-type']);
      for (const target of [path, slash]) {
        const head = await request(service().server).head(target).expect(200);
        expect(head.headers['content-type']).toBe(get.headers['content-type']);
        expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
        expect(head.text).toBeUndefined();
      }
    },
  );

  test('HEAD of what is not healthy says so too', async () => {
    const { server } = await start({}, { loaded: false });
    await request(server).head('/ready').expect(503);
    await request(server).head('/live').expect(200);
  });

  test.each(['/predictions/xgb/', '/predict/', '/reload/'])(
    'POST %s is the path without its slash',
    async path => {
      await request(service().server).post(path).send(requestOf(1)).expect(200);
    },
  );
});

describe('GET /metrics', () => {
  test('the text of Prometheus, with the charset once', async () => {
    const { headers, text } = await request(service().server).get('/metrics').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const kinds = Object.fromEntries(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]),
    );
    expect(kinds).toMatchObject({
      model_predict_requests_total: 'counter',
      model_predict_duration_seconds: 'histogram',
      model_predict_rows: 'histogram',
      model_feature_missing_total: 'counter',
      model_feature_invalid_total: 'counter',
      model_inflight_requests: 'gauge',
      http_reading_requests: 'gauge',
      http_reading_bytes: 'gauge',
      http_connections: 'gauge',
      model_reload_total: 'counter',
      model_version_info: 'gauge',
      nodejs_eventloop_lag_seconds: 'gauge',
      nodejs_eventloop_lag_p99_seconds: 'gauge',
      process_cpu_seconds_total: 'counter',
      process_resident_memory_bytes: 'gauge',
      process_start_time_seconds: 'gauge',
    });
    for (const [, name] of text.matchAll(/^([a-z_]+)/gm))
      expect(text).toContain(`# HELP ${name.replace(SERIES, '')}`);
  });
  const SERIES = /_(?:bucket|sum|count)$/;

  test('requests are counted by their status, refused ones included', async () => {
    const { server, port } = await start({ MAX_BATCH_ROWS: '3', MAX_BODY_BYTES: '5000' });
    const post = (target: string, body: object | string): request.Test =>
      request(server).post(target).send(body);
    await post('/predictions/xgb', requestOf(2)).expect(200);
    await post('/predict', requestOf(1)).expect(200);
    await post('/predictions/xgb', { data: [] }).expect(400);
    await post('/predictions/xgb', { data: [{ item_ctr: 'x' }] }).expect(400);
    await post('/predict', {}).expect(400);
    await post('/predictions/deepfm', requestOf(1)).expect(404);
    await post('/predictions/xgb', requestOf(4)).expect(413);
    await post('/predictions/xgb', 'x'.repeat(5001)).type('json').expect(413);
    await post('/predictions/xgb', 'a=b').type('form').expect(415);
    await request(server).get('/ping').expect(200);
    const samples = await readMetrics(port);
    expect(samplesOf(samples, 'model_predict_requests_total')).toEqual({
      'model_predict_requests_total{status="200"}': 2,
      'model_predict_requests_total{status="400"}': 3,
      'model_predict_requests_total{status="404"}': 1,
      'model_predict_requests_total{status="413"}': 2,
      'model_predict_requests_total{status="415"}': 1,
    });
    // But for the body that was too long to be read: how long it took its client is no time of ours.
    expect(samples['model_predict_duration_seconds_count']).toBe(8);
    expect(samples['model_predict_duration_seconds_sum']).toBeGreaterThan(0);
    expect(samples['model_predict_duration_seconds_bucket{le="+Inf"}']).toBe(8);
  });

  test('the rows of answered requests fall into buckets', async () => {
    const { server, port } = await start();
    for (const rows of [1, 1, 7, 100]) {
      await request(server).post('/predictions/xgb').send(requestOf(rows)).expect(200);
    }
    await request(server)
      .post('/predictions/xgb')
      .send({ data: [1, 2] })
      .expect(400);
    const samples = await readMetrics(port);
    expect(samples['model_predict_rows_count']).toBe(4);
    expect(samples['model_predict_rows_sum']).toBe(109);
    expect(samples['model_predict_rows_bucket{le="1"}']).toBe(2);
    expect(samples['model_predict_rows_bucket{le="5"}']).toBe(2);
    expect(samples['model_predict_rows_bucket{le="10"}']).toBe(3);
    expect(samples['model_predict_rows_bucket{le="100"}']).toBe(4);
  });

  test('requests whose body is being read, and requests in flight', async () => {
    const { port, state } = await start();
    const load = async (): Promise<readonly number[]> => {
      const samples = await readMetrics(port);
      return [
        'http_reading_requests',
        'http_reading_bytes',
        'model_inflight_requests',
        'http_connections',
      ].map(name => samples[name]);
    };
    // The connection that asks for the metrics is one, too.
    expect(await load()).toEqual([0, 0, 0, 1]);
    const half = await sendHalf(port, '/predictions/xgb', requestOf(1));
    await eventually('the body but its last byte', () => (state.uploads.heldBytes > 0 ? true : null));
    expect(await load()).toEqual([1, JSON.stringify(requestOf(1)).length - 1, 0, 2]);
    const release = holdScoring(state.models.first.handle.current);
    const finished = half.finish();
    await eventually('a request in flight', () => (state.inflight === 1 ? true : null));
    expect(await load()).toEqual([0, 0, 1, 2]);
    release();
    expect((await finished).status).toBe(200);
    expect((await load()).slice(0, 3)).toEqual([0, 0, 0]);
  });

  test('the version that is loaded, and no other, across reloads', async () => {
    const { server, port } = await start({ MODEL_DIR: packages() });
    const versions = async (): Promise<unknown> => samplesOf(await readMetrics(port), 'model_version_info');
    expect(await versions()).toEqual({ [`model_version_info{version="${FIRST}"}`]: 1 });
    await request(server).post('/reload').send({ version: SECOND }).expect(200);
    expect(await versions()).toEqual({ [`model_version_info{version="${SECOND}"}`]: 1 });
    await request(server).post('/reload').send({ version: '9.9.9' }).expect(404);
    expect(await versions()).toEqual({ [`model_version_info{version="${SECOND}"}`]: 1 });
    expect(samplesOf(await readMetrics(port), 'model_reload_total')).toEqual({
      'model_reload_total{status="success"}': 1,
      'model_reload_total{status="failure"}': 1,
    });
  });

  test('no version before a model is loaded', async () => {
    const { port } = await start({}, { loaded: false });
    expect(samplesOf(await readMetrics(port), 'model_version_info')).toEqual({});
  });
});

describe('POST /reload', () => {
  const success = (oldVersion: string | null, newVersion: string): object => ({
    status: 'success',
    message: 'Model reloaded successfully',
    old_version: oldVersion,
    new_version: newVersion,
    feature_count: 7,
  });

  test.each(['', ' \n', '{}', '{"version":null}', '{"model":"xgb"}', '{"model":"ranker","extra":1}'])(
    'the body %j loads the current version',
    async body => {
      const { server } = await start({ MODEL_DIR: packages(), MODEL_ALIASES: 'ranker' });
      const answer = await request(server).post('/reload').type('json').send(body).expect(200);
      expect(answer.body).toEqual(success(FIRST, FIRST));
    },
  );

  test('a version that is named, and back to the current one', async () => {
    const { server, state } = await start({ MODEL_DIR: packages() });
    const named = await request(server).post('/reload').send({ version: SECOND }).expect(200);
    expect(named.body).toEqual(success(FIRST, SECOND));
    expect(state.models.first.handle.current?.version).toBe(SECOND);
    await request(server).post(`/predictions/xgb/${SECOND}`).send(requestOf(1)).expect(200);
    await request(server).post(`/predictions/xgb/${FIRST}`).send(requestOf(1)).expect(404);
    const current = await request(server).post('/reload').expect(200);
    expect(current.body).toEqual(success(SECOND, FIRST));
  });

  test('the first model of a process that had none', async () => {
    const { server } = await start({}, { loaded: false });
    const answer = await request(server).post('/reload').expect(200);
    expect(answer.body).toEqual(success(null, FLAT_VERSION));
    await request(server).get('/ready').expect(200);
  });

  test.each([
    ['{"version":7}', 'version must be a text that is not empty.'],
    ['{"version":""}', 'version must be a text that is not empty.'],
    ['{"model":["xgb"]}', 'model must be a text that is not empty.'],
    ['[]', 'The body must be a JSON object.'],
    ['{', /^The body is not valid JSON: /],
  ])('the body %s is refused', async (body, message) => {
    const { server } = service();
    expectError(await request(server).post('/reload').type('json').send(body), 400, message);
  });

  test('another model', async () => {
    const answer = await request(service().server).post('/reload').send({ model: 'deepfm' });
    expectError(answer, 404, 'No model "deepfm" here; this process serves xgb.');
  });

  test.each(['9.9.9', '../xgb', '..', 'a/b', '.current_version'])(
    'the version %s, which is not there',
    async version => {
      const { server, state } = await start({ MODEL_DIR: packages() });
      const answer = await request(server).post('/reload').send({ version });
      expectError(answer, 404, /^There is no version ".+" of xgb in .+; there is 1\.0\.0, 2\.0\.0\.$/);
      expect(state.models.first.handle.current?.version).toBe(FIRST);
    },
  );

  test('files that are gone', async () => {
    const modelDir = flatModels();
    const { server } = await start({ MODEL_DIR: modelDir });
    rmSync(modelDir, { recursive: true });
    expectError(await request(server).post('/reload'), 404, /^No model "xgb" in /);
    await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
    cpSync(FLAT_MODEL, modelDir, { recursive: true });
    await request(server).post('/reload').expect(200);
  });

  test('files that do not load: the old model goes on serving', async () => {
    const modelDir = flatModels();
    const { server, logs } = await start({ MODEL_DIR: modelDir });
    const before = await request(server).post('/predictions/xgb').send(requestOf(1));
    writeFileSync(path.join(modelDir, 'xgb_model.json'), 'this is not a model');
    const answer = await request(server).post('/reload');
    expectError(answer, 500, /^Model reload failed: .+/);
    expect(answer.text).not.toContain('    at ');
    expect(logs.find(({ level }) => level === 'error')).toMatchObject({
      message: 'reload failed, the old model goes on serving',
      request_id: answer.headers['x-request-id'],
      version: FLAT_VERSION,
    });
    const after = await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
    expect(after.body).toEqual(before.body);
  });

  test('a fault of ours says no internals', async () => {
    const { server, loader } = await start();
    jest.spyOn(loader, 'load').mockRejectedValue(new Error('a secret of the house'));
    const message = 'Model reload failed; the log has the details under this request id.';
    expectError(await request(server).post('/reload'), 500, message);
  });

  test('several at once are taken one after the other', async () => {
    const { loader } = await start({ MODEL_DIR: packages() });
    const versions = [SECOND, FIRST, SECOND, SECOND, FIRST];
    const loaded = await Promise.all(versions.map(version => loader.load(version)));
    expect(loaded.map(({ oldVersion, model }) => [oldVersion, model.version])).toEqual([
      [FIRST, SECOND],
      [SECOND, FIRST],
      [FIRST, SECOND],
      [SECOND, SECOND],
      [SECOND, FIRST],
    ]);
  });
});
