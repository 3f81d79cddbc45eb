import request from 'supertest';
import { eventually } from '../../service-testing/clients/eventually';
import { FLAT_VERSION, services } from './testing/local-service';
import { FIRST, modelFolders, SECOND } from './testing/model-folders';
import { requestOf } from '../../service-testing/packages/sample-rows';

const start = services.perTest();
const packages = modelFolders();

describe('what is logged of a request', () => {
  test('a prediction: request id, model, version, status, rows, time', async () => {
    const { server, logs } = await start({ MODEL_DIR: packages(), MODEL_ALIASES: 'ranker' });
    await request(server)
      .post('/predictions/ranker')
      .set('X-Request-ID', 'r-1')
      .send(requestOf(3))
      .expect(200);
    await eventually('the line of the prediction', () => logs[0]);
    expect(logs).toMatchObject([
      {
        level: 'info',
        message: 'predict',
        service: 'xgb',
        request_id: 'r-1',
        model: 'xgb',
        version: FIRST,
        status: 200,
        rows: 3,
        ms: expect.any(Number),
      },
    ]);
    expect(logs[0]['ms']).toBeGreaterThan(0);
  });

  test('a refused prediction, with the reason', async () => {
    const { server, logs } = await start({ MODEL_DIR: packages() });
    const { body } = await request(server)
      .post('/predictions/xgb')
      .send({ data: [{ item_ctr: 'x' }] });
    await request(server).post('/predictions/other').set('X-Request-ID', 'r-2').expect(404);
    const refused = { level: 'warn', message: 'predict refused', model: 'xgb', rows: 0 };
    expect(logs).toMatchObject([
      { ...refused, status: 400, version: FIRST, request_id: body.request_id, error: body.detail },
      {
        ...refused,
        status: 404,
        version: null,
        request_id: 'r-2',
        error: expect.stringContaining('"other"'),
      },
    ]);
  });

  test('a reload, done and failed', async () => {
    const { server, logs } = await start({ MODEL_DIR: packages() });
    await request(server).post('/reload').set('X-Request-ID', 'r-1').send({ version: SECOND }).expect(200);
    await request(server).post('/reload').set('X-Request-ID', 'r-2').send({ version: '9.9.9' }).expect(404);
    expect(logs).toMatchObject([
      { level: 'info', message: 'model reloaded', request_id: 'r-1', old_version: FIRST, version: SECOND },
      { level: 'error', request_id: 'r-2', version: SECOND, error: expect.stringContaining('9.9.9') },
    ]);
  });

  test('no keys and no values of features', async () => {
    const { server, logs } = await start({ RELOAD_API_KEY: 'r-secret', PREDICT_API_KEY: 'p-secret' });
    const predict = (key: string): request.Test =>
      request(server)
        .post('/predictions/xgb')
        .set('X-API-Key', key)
        .send({ data: [{ item_price: 123456789 }] });
    await predict('p-secret').expect(200);
    await predict('p-secrex').expect(401);
    await request(server).post('/reload').set('X-API-Key', 'r-secret').expect(200);
    await eventually('a line for each of the three requests', () => logs[2]);
    expect(JSON.stringify(logs)).not.toMatch(/secre|123456789/);
  });

  test('probes and metrics leave no line', async () => {
    const { server, logs } = await start();
    for (const path of ['/', '/ping', '/health', '/live', '/ready', '/metrics'])
      await request(server).get(path);
    expect(logs).toEqual([]);
  });
});

test('the line of a prediction', async () => {
  const { server, logs } = await start();
  await request(server).post('/predict').set('X-Request-ID', 'r-1').send(requestOf(2)).expect(200);
  const entry = await eventually('the line of the prediction', () => logs[0]);
  expect(entry).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: 'info',
    service: 'xgb',
    message: 'predict',
    request_id: 'r-1',
    model: 'xgb',
    version: FLAT_VERSION,
    status: 200,
    rows: 2,
    ms: expect.any(Number),
  });
});
