import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { eventually } from '../../service-testing/clients/eventually';
import { expectError } from '../../service-testing/clients/expect-error';
import { ask } from '../../service-testing/clients/http-client';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { requestOf } from '../../service-testing/packages/sample-rows';
import { RANKING, unifiedServices, VERSIONS } from './testing/local-service';

const services = unifiedServices();
const service = services.shared({ MODEL_ALIASES: 'ranker=deepfm' });
const start = services.perTest();
const folders = services.modelFolders();

/** Loads every model but deepfm, whose file is gone. @returns how to bring it back, and the service */
async function startWithoutDeepfm(environment: Readonly<Record<string, string>>) {
  const modelDir = folders();
  const file = path.join(modelDir, 'deepfm_model.pt');
  const content = readFileSync(file);
  rmSync(file);
  const started = await start({ MODEL_DIR: modelDir, ...environment }, { loaded: false });
  for (const { loader, definition } of started.state.models.all) {
    if (definition.name !== 'deepfm') await loader.load(null);
  }
  return { ...started, bringBack: () => writeFileSync(file, content) };
}

describe('every model has its own paths', () => {
  test.each(RANKING)('%s', async name => {
    const { body } = await request(service().server)
      .post(`/predictions/${name}`)
      .send(requestOf(2))
      .expect(200);
    expect(body.predictions).toHaveLength(2);
    const version = VERSIONS[name as keyof typeof VERSIONS];
    const versioned = await request(service().server)
      .post(`/predictions/${name}/${version}`)
      .send(requestOf(2))
      .expect(200);
    expect(versioned.body).toEqual(body);
  });

  test('the version of another model is none of this one', async () => {
    const answer = await request(service().server)
      .post(`/predictions/xgb/${VERSIONS.deepfm}`)
      .send(requestOf(1));
    expectError(answer, 404, 'No version "fx-a-deepfm-1" of xgb here; the loaded version is fx-a-xgb-1.');
  });

  test('an alias is the model that it stands for', async () => {
    const post = (name: string) =>
      request(service().server).post(`/predictions/${name}`).send(requestOf(1)).expect(200);
    expect((await post('ranker')).body).toEqual((await post('deepfm')).body);
    expect((await post('ranker')).body).not.toEqual((await post('xgb')).body);
  });

  test('a name that is none is answered with those that there are', async () => {
    const answer = await request(service().server).post('/predictions/autoint').send(requestOf(1));
    expectError(answer, 404, 'No model "autoint" here; this process serves xgb, deepfm, mmoe, ranker.');
  });

  test.each([RANKING.join(), 'xgb'])('a path without a name means none, of %s', async ENABLED_MODELS => {
    const { server, state } = await start({ ENABLED_MODELS });
    const answer = await request(server).post('/predict').send(requestOf(1));
    const names = state.models.names.join(', ');
    expectError(
      answer,
      404,
      `This path names no model, and the service may serve several; call one by its name: ${names}.`,
    );
  });
});

describe('health and readiness', () => {
  test.each([
    ['/', { service: 'Reckit Unified Model Service', status: 'running', models: RANKING }],
    ['/ping', { status: 'Healthy' }],
    ['/health', { status: 'healthy', model_loaded: true, models: { xgb: true, deepfm: true, mmoe: true } }],
    ['/live', { status: 'live' }],
    ['/ready', { status: 'ready', not_loaded: [] }],
    ['/v2/health/ready', { ready: true }],
  ])('GET %s with every model', async (target, body) => {
    expect((await request(service().server).get(target).expect(200)).body).toEqual(body);
  });

  test.each([
    ['/ping', 503, { status: 'Unhealthy' }],
    [
      '/health',
      503,
      { status: 'unhealthy', model_loaded: false, models: { xgb: false, deepfm: false, mmoe: false } },
    ],
    ['/live', 200, { status: 'live' }],
    ['/ready', 503, { status: 'no model loaded', not_loaded: RANKING }],
  ])('GET %s without any, be a part enough or not', async (target, status, body) => {
    for (const ALLOW_PARTIAL of ['true', 'false']) {
      const { server } = await start({ ALLOW_PARTIAL }, { loaded: false });
      const answer = await request(server).get(target);
      expect({ status: answer.status, body: answer.body }).toEqual({ status, body });
    }
  });

  test.each([
    ['false', 503, 'not loaded: deepfm'],
    ['true', 200, 'ready'],
  ])('without one of them, ALLOW_PARTIAL=%s', async (ALLOW_PARTIAL, status, ready) => {
    const { server, port, state } = await startWithoutDeepfm({ ALLOW_PARTIAL });
    const readiness = await request(server).get('/ready').expect(status);
    expect(readiness.body).toEqual({ status: ready, not_loaded: ['deepfm'] });
    await request(server).get('/ping').expect(200);
    const health = await request(server).get('/health').expect(200);
    expect(health.body.models).toEqual({ xgb: true, deepfm: false, mmoe: true });
    // The protocol wants every model for that.
    await request(server).get('/v2/health/ready').expect(503);
    await request(server).get('/v2/models/xgb/ready').expect(200);
    await request(server).post('/predictions/mmoe').send(requestOf(1)).expect(200);
    const refused = await request(server).post('/predictions/deepfm').send(requestOf(1));
    expectError(refused, 503, 'The model deepfm is not loaded; the log of the service says why.');
    expect(refused.headers['retry-after']).toBeDefined();
    expect(samplesOf(await readMetrics(port), 'model_predict_requests_total')).toEqual({
      'model_predict_requests_total{model="mmoe",status="200"}': 1,
      'model_predict_requests_total{model="deepfm",status="503"}': 1,
    });
    state.phase = 'draining';
    const draining = await request(server).get('/ready').expect(503);
    expect(draining.body.status).toBe('draining');
  });
});

describe('POST /reload', () => {
  const reloaded = (name: keyof typeof VERSIONS, old: string | null = VERSIONS[name]): object => ({
    status: 'success',
    message: 'Model reloaded successfully',
    old_version: old,
    new_version: VERSIONS[name],
    feature_count: 7,
  });

  test('of all models has an entry for each', async () => {
    const { server } = await start();
    const { body } = await request(server).post('/reload').expect(200);
    expect(body).toEqual({
      status: 'success',
      message: 'All models reloaded successfully',
      models: { xgb: reloaded('xgb'), deepfm: reloaded('deepfm'), mmoe: reloaded('mmoe') },
    });
  });

  test('of one model leaves the others alone, and is answered as by a service of one', async () => {
    const { server, state } = await start({ MODEL_ALIASES: 'ranker=deepfm' });
    const [xgb, deepfm, mmoe] = state.models.all.map(({ handle }) => handle.current);
    const { body } = await request(server).post('/reload').send({ model: 'ranker' }).expect(200);
    expect(body).toEqual(reloaded('deepfm'));
    expect(state.models.all.map(({ handle }) => handle.current)).toEqual([xgb, expect.anything(), mmoe]);
    expect(state.models.called('deepfm').model.handle.current).not.toBe(deepfm);
  });

  test('of a version says of which model', async () => {
    const { server } = await start();
    expectError(
      await request(server).post('/reload').send({ version: 'v1' }),
      400,
      'Several models are served, so say whose version it is: {"model": "xgb", "version": "…"}.',
    );
    const unknown = await request(server).post('/reload').send({ model: 'autoint', version: 'v1' });
    expectError(unknown, 404, 'No model "autoint" here; this process serves xgb, deepfm, mmoe.');
  });

  test('of a version where one model is enabled means that one; of all has an entry all the same', async () => {
    const { server } = await start({ ENABLED_MODELS: 'mmoe' });
    const { body } = await request(server).post('/reload').send({ version: VERSIONS.mmoe }).expect(200);
    expect(body).toEqual(reloaded('mmoe'));
    const all = await request(server).post('/reload').expect(200);
    expect(all.body.models).toEqual({ mmoe: reloaded('mmoe') });
  });

  test('one that fails keeps none of the others from it, and goes on serving', async () => {
    const modelDir = folders();
    const { server, port, logs } = await start({ MODEL_DIR: modelDir });
    writeFileSync(path.join(modelDir, 'deepfm_model.pt'), 'this is no model');
    rmSync(path.join(modelDir, 'mmoe_model.pt'));
    const answer = await request(server).post('/reload').expect(500);
    const { detail, request_id, models } = answer.body;
    expect(request_id).toBe(answer.headers['x-request-id']);
    expect(detail).toMatch(/^2 of 3 models not reloaded: deepfm, mmoe\. Of deepfm: Model reload failed: /);
    expect(detail.length).toBeLessThanOrEqual(300);
    expect(models).toEqual({
      xgb: reloaded('xgb'),
      deepfm: {
        status: 'failure',
        detail: expect.stringMatching(/^Model reload failed: .*PyTorch checkpoint/),
        version: VERSIONS.deepfm,
      },
      mmoe: {
        status: 'failure',
        detail: expect.stringContaining('mmoe_model.pt'),
        version: VERSIONS.mmoe,
      },
    });
    for (const name of RANKING) {
      await request(server).post(`/predictions/${name}`).send(requestOf(1)).expect(200);
    }
    expect(samplesOf(await readMetrics(port), 'model_reload_total')).toEqual({
      'model_reload_total{model="xgb",status="success"}': 1,
      'model_reload_total{model="deepfm",status="failure"}': 1,
      'model_reload_total{model="mmoe",status="failure"}': 1,
    });
    const failures = logs.filter(({ level }) => level === 'error');
    expect(failures.map(({ model, request_id: id }) => [model, id])).toEqual(
      expect.arrayContaining([
        ['deepfm', request_id],
        ['mmoe', request_id],
      ]),
    );
  });

  test('all that fails for want of files is 404', async () => {
    const modelDir = folders();
    const { server } = await start({ MODEL_DIR: modelDir });
    rmSync(modelDir, { recursive: true });
    const { body } = await request(server).post('/reload').expect(404);
    expect(body.detail).toMatch(/^3 of 3 models not reloaded: xgb, deepfm, mmoe\. Of xgb: No model /);
  });

  test('loads a model that was missing at the start', async () => {
    const { server, bringBack, state } = await startWithoutDeepfm({ ALLOW_PARTIAL: 'true' });
    expect((await request(server).post('/reload').expect(404)).body.models.deepfm).toEqual({
      status: 'failure',
      detail: expect.stringContaining('deepfm'),
      version: null,
    });
    bringBack();
    const { body } = await request(server).post('/reload').send({ model: 'deepfm' }).expect(200);
    expect(body).toEqual(reloaded('deepfm', null));
    expect((await request(server).get('/ready').expect(200)).body.not_loaded).toEqual([]);
    expect(state.models.areLoaded).toBe(true);
    await request(server).post('/predictions/deepfm').send(requestOf(1)).expect(200);
  });
});

test('MODEL_WATCH_MS loads a model that was missing at the start', async () => {
  const { server, bringBack, state } = await startWithoutDeepfm({
    ALLOW_PARTIAL: 'true',
    MODEL_WATCH_MS: '20',
  });
  for (const model of state.models.all) model.loader.watch();
  bringBack();
  await eventually('deepfm to be loaded', () => (state.models.areLoaded ? true : null));
  await request(server).post('/predictions/deepfm').send(requestOf(1)).expect(200);
});

describe('metrics', () => {
  test.each([RANKING.join(), 'xgb'])('name the model, however many there are: %s', async ENABLED_MODELS => {
    const { port, server } = await start({ ENABLED_MODELS });
    await request(server).post('/predictions/xgb').send(requestOf(2)).expect(200);
    await request(server)
      .post('/predictions/xgb')
      .send({ data: [{}] })
      .expect(200);
    await request(server).post('/predictions/nope').send(requestOf(1)).expect(404);
    await request(server).post('/predict').send(requestOf(1)).expect(404);
    const samples = await readMetrics(port);
    expect(samplesOf(samples, 'model_predict_requests_total')).toEqual({
      'model_predict_requests_total{model="xgb",status="200"}': 2,
      // What calls no model that there is counts for none of them.
      'model_predict_requests_total{model="",status="404"}': 2,
    });
    expect(samples[`model_version_info{model="xgb",version="${VERSIONS.xgb}"}`]).toBe(1);
    expect(samples['model_feature_missing_total{model="xgb",feature="item_ctr"}']).toBe(1);
    expect(samples['model_predict_rows_sum{model="xgb"}']).toBe(3);
    const unlabelled = Object.keys(samples).filter(
      name => /^model_/.test(name) && !/^model_inflight_requests$/.test(name) && !name.includes('model="'),
    );
    expect(unlabelled).toEqual([]);
  });
});

test('a request that names no model is in the log without one', async () => {
  const { port, logs } = await start();
  await ask(port, { path: '/predictions/nope', body: requestOf(1) });
  expect(logs.find(({ message }) => message === 'predict refused')).toMatchObject({
    model: null,
    status: 404,
  });
});
