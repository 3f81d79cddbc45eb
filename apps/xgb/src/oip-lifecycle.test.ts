import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../service-testing/clients/eventually';
import { ask } from '../../service-testing/clients/http-client';
import { askOip, expectOipError, type OipAnswer } from '../../service-testing/clients/oip-client';
import { ROW } from '../../service-testing/packages/sample-rows';
import { services, type LocalService } from './testing/local-service';
import { FIRST, modelFolders, SECOND } from './testing/model-folders';
import { promote } from '@reckit/artifacts';

const start = services.perTest();
const newFolder = modelFolders();

const LOAD = '/v2/repository/models/xgb/load';
const UNLOAD = '/v2/repository/models/xgb/unload';
const INFER = {
  path: '/v2/models/xgb/infer',
  body: { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 7], data: Object.values(ROW) }] },
};

function call({ port }: LocalService, path: string, body?: unknown, key?: string): Promise<OipAnswer> {
  return askOip(port, { method: 'POST', path, body, headers: key === undefined ? {} : { 'X-API-Key': key } });
}

async function indexOf(service: LocalService, body?: unknown): Promise<unknown> {
  const { status, body: index } = await call(service, '/v2/repository/index', body);
  expect(status).toBe(200);
  return index;
}

test('an unloaded model is not served until it is loaded again', async () => {
  const service = await start({ MODEL_DIR: newFolder() });
  const { port } = service;
  const ready = { name: 'xgb', version: FIRST, state: 'READY', reason: '' };
  const other = { name: 'xgb', version: SECOND, state: 'UNAVAILABLE', reason: 'not loaded' };
  expect(await indexOf(service)).toEqual([ready, other]);
  expect(await call(service, UNLOAD, { parameters: { unload_dependents: true } })).toMatchObject({
    status: 200,
    body: undefined,
  });

  const gone = { name: 'xgb', state: 'UNAVAILABLE', reason: 'unloaded' };
  expect(await indexOf(service)).toEqual([FIRST, SECOND].map(version => ({ ...gone, version })));
  expect(await indexOf(service, { ready: true })).toEqual([]);
  const unloaded = 'The model xgb is unloaded.';
  for (const path of ['', '/ready', '/config', '/stats', `/versions/${FIRST}`]) {
    const answer = await askOip(port, { path: `/v2/models/xgb${path}` });
    expectOipError(answer, 503, unloaded);
    expect(answer.headers['retry-after']).toBe('1');
  }
  expectOipError(await askOip(port, INFER), 503, unloaded);
  expectOipError(
    await askOip(port, { path: '/v2/health/ready' }),
    503,
    'The service is not ready: no model loaded.',
  );
  expect((await askOip(port, { path: '/v2/health/live' })).status).toBe(200);
  expect((await askOip(port, { path: '/v2/models/stats' })).body).toEqual({ model_stats: [] });
  expect((await ask(port, { path: '/ping' })).status).toBe(503);

  expect(await call(service, LOAD)).toMatchObject({ status: 200, body: undefined });
  expect(await indexOf(service, { ready: true })).toEqual([ready]);
  expect((await askOip(port, INFER)).status).toBe(200);
  expect((await askOip(port, { path: '/v2/health/ready' })).status).toBe(200);
});

test('loading takes the version that is named now', async () => {
  const folder = newFolder();
  const service = await start({ MODEL_DIR: folder });
  await promote(folder, 'xgb', SECOND);
  await call(service, LOAD, {});
  expect((await askOip(service.port, INFER)).body).toMatchObject({ model_version: SECOND });
  expect((await askOip(service.port, { path: '/v2/models/xgb' })).body).toMatchObject({ versions: [SECOND] });
});

test('watching the directory does not load an unloaded model again, asking for it does', async () => {
  const folder = newFolder();
  const service = await start({ MODEL_DIR: folder, MODEL_WATCH_MS: '20' });
  service.loader.watch();
  await call(service, UNLOAD);
  await promote(folder, 'xgb', SECOND);
  const look = jest.spyOn(service.loader, 'look');
  await eventually('two looks at the directory', () => (look.mock.calls.length >= 2 ? true : null));
  await delay(20);
  const gone = { state: 'UNAVAILABLE' };
  expect(await indexOf(service)).toMatchObject([gone, gone]);
  const reloaded = await ask(service.port, { path: '/reload', body: {} });
  expect(JSON.parse(reloaded.text)).toMatchObject({ old_version: null, new_version: SECOND });
  expect((await askOip(service.port, INFER)).status).toBe(200);
});

test('a load that fails says why, and the old model goes on serving', async () => {
  const folder = newFolder();
  const service = await start({ MODEL_DIR: folder });
  await promote(folder, 'xgb', SECOND);
  await promote(folder, 'xgb', FIRST);
  const missing = jest.spyOn(service.loader, 'load').mockRejectedValueOnce(new Error('a fault of ours'));
  expectOipError(await call(service, LOAD), 500, /^Model reload failed; the log has the details/);
  expect(missing).toHaveBeenCalledTimes(1);
  expect((await askOip(service.port, INFER)).status).toBe(200);
});

test('only models that are there are loaded and unloaded', async () => {
  const service = await start();
  for (const verb of ['load', 'unload']) {
    const answer = await call(service, `/v2/repository/models/other/${verb}`);
    expectOipError(answer, 404, 'No model "other" here; this process serves xgb.');
  }
});

test('the calls of the repository ask for the key of a reload', async () => {
  const service = await start({ RELOAD_API_KEY: 'secret' });
  for (const path of ['/v2/repository/index', LOAD, UNLOAD]) {
    expectOipError(await call(service, path), 401, /^Invalid or missing X-API-Key/);
    expectOipError(await call(service, path, {}, 'other'), 401, /^Invalid or missing X-API-Key/);
    expect((await call(service, path, {}, 'secret')).status).toBe(200);
  }
});

test.each<[unknown, string | RegExp]>([
  [[], 'The body must be a JSON object.'],
  [Buffer.from('{'), /^The body is not valid JSON/],
  [{ ready: 1 }, 'ready must be true or false.'],
])('a body that is none is refused: %j', async (body, message) => {
  const service = await start();
  expectOipError(await call(service, '/v2/repository/index', body), 400, message);
});

test('an alias answers under its own name, and is no model of its own in the index', async () => {
  const service = await start({ MODEL_ALIASES: 'ranker' });
  expect(await indexOf(service)).toMatchObject([{ name: 'xgb' }]);
  expect((await askOip(service.port, { path: '/v2/models/ranker' })).body).toMatchObject({ name: 'ranker' });
  const answer = await askOip(service.port, { ...INFER, path: '/v2/models/ranker/infer' });
  expect(answer.body).toMatchObject({ model_name: 'ranker' });
});

test('without a model nothing is ready', async () => {
  const service = await start({ MODEL_DIR: '/nowhere' }, { loaded: false });
  const { port } = service;
  expectOipError(
    await askOip(port, { path: '/v2/health/ready' }),
    503,
    'The service is not ready: no model loaded.',
  );
  expectOipError(await askOip(port, { path: '/v2/models/xgb/ready' }), 503, 'No model is loaded yet.');
  expectOipError(await askOip(port, INFER), 503, 'No model is loaded yet.');
  expect(await indexOf(service)).toEqual([
    { name: 'xgb', version: '', state: 'UNAVAILABLE', reason: 'not loaded' },
  ]);
});

test('while it drains it still answers, but is not ready', async () => {
  const service = await start();
  service.state.phase = 'draining';
  const { port } = service;
  expectOipError(
    await askOip(port, { path: '/v2/health/ready' }),
    503,
    'The service is not ready: draining.',
  );
  expect((await askOip(port, INFER)).status).toBe(200);
});

describe('limits', () => {
  test('too many bytes, too many rows', async () => {
    const { port } = await start({ MAX_BODY_BYTES: '2000', MAX_BATCH_ROWS: '2' });
    const many = { inputs: [{ name: 'x', datatype: 'INT8', shape: [3, 7], data: Array(21).fill(1) }] };
    expectOipError(
      await askOip(port, { ...INFER, body: many }),
      413,
      'The request has 3 rows, more than 2 (MAX_BATCH_ROWS); split it.',
    );
    expectOipError(
      await askOip(port, { ...INFER, body: Buffer.alloc(2_001) }),
      413,
      /^The body is longer than 2000 bytes \(MAX_BODY_BYTES\)/,
    );
  });

  test('the key of predictions, and too many requests', async () => {
    const { port } = await start({ PREDICT_API_KEY: 'k', RATE_LIMIT_RPS: '1' });
    expectOipError(await askOip(port, INFER), 401, /^Invalid or missing X-API-Key/);
    const headers = { 'X-API-Key': 'k' };
    expect((await askOip(port, { ...INFER, headers })).status).toBe(200);
    const refused = await askOip(port, { ...INFER, headers });
    expectOipError(refused, 429, 'More than 1 requests a second (RATE_LIMIT_RPS).');
    expect(refused.headers['retry-after']).toBe('1');
  });

  test('values that are no finite numbers take the default and are counted', async () => {
    const { port } = await start();
    const [, ...others] = Object.values(ROW);
    const missing = await ask(port, {
      path: '/predictions/xgb',
      body: { data: [{ ...ROW, item_ctr: null }] },
    });
    const values = ['1e400', ...others].join();
    const body = Buffer.from(`{"inputs":[{"name":"x","datatype":"FP64","shape":[1,7],"data":[${values}]}]}`);
    const { predictions } = JSON.parse(missing.text);
    expect((await askOip(port, { ...INFER, body })).body).toMatchObject({ outputs: [{ data: predictions }] });
    const metrics = await ask(port, { path: '/metrics' });
    expect(metrics.text).toContain('model_feature_invalid_total{feature="item_ctr"} 1');
  });
});

test('the log has the id of a request, which its answer has too', async () => {
  const { port, logs } = await start();
  const { headers } = await askOip(port, { ...INFER, headers: { 'X-Request-ID': 'one' } });
  expect(headers['x-request-id']).toBe('one');
  await eventually('the line of the request', () => logs.find(line => line['request_id'] === 'one'));
});
