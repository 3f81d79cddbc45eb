import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { eventually } from '../../service-testing/clients/eventually';
import { expectError, expectRequestId } from '../../service-testing/clients/expect-error';
import { ask, sendHalf } from '../../service-testing/clients/http-client';
import { holdScoring } from './testing/hold-scoring';
import { FLAT_VERSION, services } from './testing/local-service';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { RawConnection } from '../../service-testing/clients/raw-connection';
import { requestOf, ROW } from '../../service-testing/packages/sample-rows';

const service = services.shared();
const start = services.perTest();
afterEach(() => jest.restoreAllMocks());

describe('400: a request that cannot be read', () => {
  const values = Object.values(ROW);
  test.each<[string, string, string, string | RegExp]>([
    ['no body', '/predictions/xgb', '', 'The body is empty; expected a JSON object.'],
    ['damaged JSON', '/predictions/xgb', '{"data": [', /^The body is not valid JSON: .+\.$/],
    ['two values', '/predictions/xgb', '{"data":[{}]} {}', /^The body is not valid JSON: .+\.$/],
    [
      'NaN as a literal',
      '/predictions/xgb',
      '{"data":[{"item_ctr":NaN}]}',
      /^The body is not valid JSON: .+/,
    ],
    ['an array', '/predictions/xgb', '[{}]', 'The body must be a JSON object.'],
    ['a text', '/predictions/xgb', '"data"', 'The body must be a JSON object.'],
    ['null', '/predictions/xgb', 'null', 'The body must be a JSON object.'],
    ['no data', '/predictions/xgb', '{}', /^data must not be empty: send \{"data": /],
    ['data empty', '/predictions/xgb', '{"data":[]}', /^data must not be empty/],
    ['data null', '/predictions/xgb', '{"data":null}', /^data must not be empty/],
    ['data an object', '/predictions/xgb', '{"data":{"item_ctr":1}}', 'data must be an array of rows.'],
    ['features_list alone', '/predictions/xgb', '{"features_list":[{}]}', /^data must not be empty/],
    ['another key', '/predict', '{"features":{}}', /^features_list or data must not be empty/],
    ['both empty', '/predict', '{"features_list":[],"data":[]}', /^features_list or data must not be empty/],
    ['features_list a text', '/predict', '{"features_list":"x"}', 'features_list must be an array of rows.'],
    [
      'a row that is a number',
      '/predictions/xgb',
      '{"data":[{},7]}',
      'data[1]: expected an object of features or an array of 7 numbers, got 7.',
    ],
    [
      'nesting deeper than 64 levels',
      '/predictions/xgb',
      `{"x":${'['.repeat(64)}`,
      'The body is nested deeper than 64 levels.',
    ],
    [
      'an array row too short',
      '/predictions/xgb',
      JSON.stringify({ data: [values, values.slice(1)] }),
      'data[1]: expected 7 numbers in the order of feature_columns, got 6.',
    ],
    [
      'an array row too long',
      '/predictions/xgb',
      JSON.stringify({ data: [[...values, 1]] }),
      'data[0]: expected 7 numbers in the order of feature_columns, got 8.',
    ],
    [
      'an array row that is empty',
      '/predictions/xgb',
      '{"data":[[]]}',
      'data[0]: expected 7 numbers in the order of feature_columns, got 0.',
    ],
    [
      'a text for a number',
      '/predictions/xgb',
      JSON.stringify({ data: [ROW, { ...ROW, user_age: 'old' }] }),
      'data[1].user_age: expected a number, got "old". Leave it out or send null to take the default.',
    ],
    [
      'an object for a number, older form',
      '/predict',
      JSON.stringify({ features_list: [{ ...ROW, item_ctr: {} }] }),
      'features_list[0].item_ctr: expected a number, got an object. Leave it out or send null to take the default.',
    ],
  ])('%s', async (_name, path, body, message) => {
    const { server } = service();
    expectError(await request(server).post(path).type('json').send(body), 400, message);
  });

  test('bytes that are not UTF-8', async () => {
    const body = Buffer.from('{"data":[{"item_ctr":"\xff"}]}', 'latin1');
    expectError(
      await postBytes(service().port, '/predictions/xgb', body),
      400,
      'The body is not valid UTF-8.',
    );
  });
});

describe('401: keys', () => {
  const environment = { PREDICT_API_KEY: 'p-key', RELOAD_API_KEY: 'r-key' };
  const message = /^Invalid or missing X-API-Key;/;

  test.each([
    ['predictions, none', '/predictions/xgb', undefined],
    ['predictions, empty', '/predictions/xgb', ''],
    ['predictions, wrong', '/predictions/xgb', 'p-kez'],
    ['predictions, longer', '/predictions/xgb', 'p-key2'],
    ['predictions, the key of the other', '/predictions/xgb', 'r-key'],
    ['predict, none', '/predict', undefined],
    ['reload, none', '/reload', undefined],
    ['reload, the key of the other', '/reload', 'p-key'],
  ])('%s', async (_name, path, key) => {
    const { server } = await start(environment);
    const asked = request(server).post(path);
    if (key !== undefined) asked.set('X-API-Key', key);
    expectError(await asked.send(requestOf(1)), 401, message);
  });

  test('the right keys pass, and nothing else asks for one', async () => {
    const { server } = await start(environment);
    await request(server).post('/predictions/xgb').set('X-API-Key', 'p-key').send(requestOf(1)).expect(200);
    await request(server).post('/predict').set('X-API-Key', 'p-key').send(requestOf(1)).expect(200);
    await request(server).post('/reload').set('X-API-Key', 'r-key').expect(200);
    for (const path of ['/', '/ping', '/health', '/live', '/ready', '/metrics', '/openapi.json', '/docs']) {
      await request(server).get(path).expect(200);
    }
  });
});

describe('404: what is not there', () => {
  test.each([
    ['get', '/nothing', 'There is no /nothing here; GET /docs lists what there is.'],
    ['post', '/predictions', 'There is no /predictions here; GET /docs lists what there is.'],
    ['post', '/predictions/xgb/v1/more', /^There is no \/predictions\/xgb\/v1\/more here/],
    ['get', '/Ping', /^There is no \/Ping here/],
    ['get', '/docs/index.html', /^There is no \/docs\/index\.html here/],
    ['get', '/docs/..%2fpackage.json', /^There is no /],
    ['get', '/docs/%zz', /^There is no /],
    ['get', '/predictions/%zz', /^There is no /],
  ] as const)('%s %s', async (method, path, message) => {
    const { server } = service();
    expectError(await request(server)[method](path), 404, message);
  });

  test.each(['deepfm', 'XGB', 'a%20b', '%E4%B8%AD', '%zz', '__proto__', 'constructor'])(
    'the model %s, and the message lists the names that are served',
    async name => {
      const { server } = await start({ MODEL_ALIASES: 'ranker, second' });
      const answer = await request(server).post(`/predictions/${name}`).send(requestOf(1));
      expectError(answer, 404, /^No model ".+" here; this process serves xgb, ranker, second\.$/);
    },
  );

  test('the model answers under its aliases', async () => {
    const { server } = await start({ MODEL_ALIASES: 'ranker,a b' });
    for (const name of ['xgb', 'ranker', 'a%20b']) {
      await request(server).post(`/predictions/${name}`).send(requestOf(1)).expect(200);
    }
  });

  test('a version that is not loaded, in the path and in the query', async () => {
    const { server } = service();
    const message = `No version "v9" of xgb here; the loaded version is ${FLAT_VERSION}.`;
    for (const path of ['/predictions/xgb/v9', '/predictions/xgb?version=v9', '/predict?version=v9']) {
      expectError(await request(server).post(path).send(requestOf(1)), 404, message);
    }
  });

  test('the loaded version answers, in the path and in the query', async () => {
    const { server } = service();
    for (const path of [
      `/predictions/xgb/${FLAT_VERSION}`,
      `/predictions/xgb/${FLAT_VERSION}/`,
      `/predictions/xgb?version=${FLAT_VERSION}`,
      `/predict?version=${FLAT_VERSION}`,
      `/predict/?a=b&version=${encodeURIComponent(FLAT_VERSION)}`,
    ]) {
      await request(server).post(path).send(requestOf(1)).expect(200);
    }
  });
});

describe('405: every path, with the methods that it knows', () => {
  const READ = 'GET, HEAD';
  test.each([
    ['/', READ],
    ['/ping', READ],
    ['/health', READ],
    ['/live', READ],
    ['/ready', READ],
    ['/metrics', READ],
    ['/openapi.json', READ],
    ['/docs', READ],
    ['/docs/swagger-ui.css', READ],
    ['/reload', 'POST'],
    ['/predict', 'POST'],
    ['/predictions/xgb', 'POST'],
    ['/predictions/xgb/v1', 'POST'],
  ])('%s', async (path, allow) => {
    const { server } = service();
    const wrong =
      allow === READ ? (['post', 'put', 'delete', 'options'] as const) : (['get', 'put'] as const);
    for (const method of wrong) {
      const answer = await request(server)[method](path);
      const methods = allow.split(', ').join(' or ');
      expectError(answer, 405, `Method ${method.toUpperCase()} is not allowed here; use ${methods}.`);
      expect(answer.headers['allow']).toBe(allow);
    }
  });
});

describe('415: a content type that is there and is not JSON', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/json',
    'application/json; charset=utf-16',
    'application/jsonp',
    'json',
  ])('%s', async type => {
    const { server } = service();
    for (const path of ['/predictions/xgb', '/predict', '/reload']) {
      const answer = await request(server).post(path).set('Content-Type', type).send('{"data":[{}]}');
      expectError(answer, 415, `Content-Type "${type}" is not understood; send application/json.`);
    }
  });

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json;',
    'application/vnd.api+json',
    'application/problem+json; charset=UTF8; profile=x',
  ])('%s is JSON', async type => {
    const body = JSON.stringify(requestOf(1));
    const answer = await postBytes(service().port, '/predictions/xgb', body, { 'Content-Type': type });
    expect(answer.status).toBe(200);
  });

  test('none at all counts as JSON', async () => {
    const body = JSON.stringify(requestOf(1));
    expect((await postBytes(service().port, '/predictions/xgb', body)).status).toBe(200);
  });

  test('an empty body of a reload may come with any', async () => {
    const { server } = service();
    await request(server)
      .post('/reload')
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .expect(200);
  });
});

describe('413: too large', () => {
  const LIMIT = 2_000;
  const message = `The body is longer than ${LIMIT} bytes (MAX_BODY_BYTES); send fewer rows a request.`;
  const padded = (size: number): string => '{"data":[{}]}'.padEnd(size, ' ');

  test('a body of just the limit passes, one byte more does not', async () => {
    const { server } = await start({ MAX_BODY_BYTES: String(LIMIT) });
    const post = (path: string, body: string): request.Test =>
      request(server).post(path).type('json').send(body);
    await post('/predictions/xgb', padded(LIMIT)).expect(200);
    expectError(await post('/predictions/xgb', padded(LIMIT + 1)), 413, message);
    expectError(await post('/predict', padded(LIMIT + 1)), 413, message);
    expectError(
      await post('/reload', padded(LIMIT + 1)),
      413,
      /^The body is longer than 2000 bytes that a reload/,
    );
  });

  test.each(['with Content-Length', 'chunked'])('the connection stays usable, body %s', async how => {
    const { port } = await start({ MAX_BODY_BYTES: String(LIMIT) });
    const connection = await RawConnection.open(port);
    const post = (body: string): void => {
      const framing =
        how === 'chunked'
          ? `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
          : `Content-Length: ${body.length}\r\n\r\n${body}`;
      connection.write(`POST /predictions/xgb HTTP/1.1\r\nHost: a\r\n${framing}`);
    };
    post(padded(LIMIT + 500));
    expectError(await connection.answer(), 413, message);
    post(padded(100));
    expect((await connection.answer()).status).toBe(200);
    connection.destroy();
  });

  test.each(['with Content-Length', 'chunked'])('a body without end is cut off, %s', async how => {
    const { port, state } = await start({ MAX_BODY_BYTES: String(LIMIT) });
    const connection = await RawConnection.open(port);
    const size = 10 * LIMIT;
    const framing =
      how === 'chunked'
        ? `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}`
        : 'Content-Length: 9999999\r\n';
    connection.write(`POST /predictions/xgb HTTP/1.1\r\nHost: a\r\n${framing}\r\n${padded(size)}`);
    const answer = await connection.answer();
    expectError(answer, 413, message);
    expect(answer.headers['connection']).toBe('close');
    await connection.closed();
    expect(state.inflight).toBe(0);
  });

  test('a small body that grows beyond the limit when it is decompressed', async () => {
    const { port } = await start({ MAX_BODY_BYTES: String(LIMIT) });
    const post = (body: string): ReturnType<typeof postBytes> =>
      postBytes(port, '/predictions/xgb', gzipSync(body), { 'Content-Encoding': 'gzip' });
    expect((await post(padded(LIMIT))).status).toBe(200);
    expectError(await post(padded(LIMIT + 1)), 413, message);
    expectError(await post(padded(1_000_000)), 413, message);
  });

  test('more rows than MAX_BATCH_ROWS', async () => {
    const { server } = await start({ MAX_BATCH_ROWS: '3' });
    const tooMany = 'The request has 4 rows, more than 3 (MAX_BATCH_ROWS); split it.';
    await request(server).post('/predictions/xgb').send(requestOf(3)).expect(200);
    expectError(await request(server).post('/predictions/xgb').send(requestOf(4)), 413, tooMany);
    expectError(
      await request(server)
        .post('/predict')
        .send({ features_list: [{}, {}, {}, {}] }),
      413,
      tooMany,
    );
  });
});

test('429: over the rate limit, for predictions alone', async () => {
  const { server } = await start({ RATE_LIMIT_RPS: '1' });
  await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
  const answer = await request(server).post('/predictions/xgb').send(requestOf(1));
  expectError(answer, 429, 'More than 1 requests a second (RATE_LIMIT_RPS).');
  expect(answer.headers['retry-after']).toBe('1');
  await request(server).get('/ping').expect(200);
  await request(server).post('/reload').expect(200);
});

describe('500: a fault of the service', () => {
  const message = 'Internal error; the log has the details under this request id.';

  test('a prediction says no internals, and the log has the stack', async () => {
    const { server, logs, state } = await start();
    const signature = state.models.first.handle.current?.mainSignature;
    expect(signature).toBeDefined();
    if (signature) jest.spyOn(signature, 'score').mockRejectedValue(new Error('a secret of the house'));
    const answer = await request(server)
      .post('/predictions/xgb')
      .set('X-Request-ID', 'r-1')
      .send(requestOf(1));
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ detail: message, request_id: 'r-1' });
    const entry = logs.find(({ level }) => level === 'error');
    expect(entry).toMatchObject({ message: 'predict failed', request_id: 'r-1', status: 500 });
    expect(entry?.['error']).toMatch(/^Error: a secret of the house\n\s+at /);
    expect(state.inflight).toBe(0);
  });

  test('an operation says no internals, and the log has the stack', async () => {
    const { server, logs, state } = await start();
    jest.spyOn(state.metrics.registry, 'metrics').mockRejectedValue(new Error('a secret of the house'));
    expectError(await request(server).get('/metrics'), 500, message);
    const entry = logs.find(({ level }) => level === 'error');
    expect(entry).toMatchObject({ message: 'request failed', path: '/metrics' });
    expect(entry?.['error']).toMatch(/^Error: a secret of the house\n\s+at /);
  });

  test('a score that JSON cannot say is not sent', async () => {
    const { server, state } = service();
    const signature = state.models.first.handle.current?.mainSignature;
    expect(signature).toBeDefined();
    if (signature) jest.spyOn(signature, 'score').mockResolvedValue([Float32Array.of(0.5, NaN)]);
    const answer = await request(server).post('/predictions/xgb').send(requestOf(2));
    expectError(answer, 500, 'The score of row 1 is not a finite number.');
  });
});

describe('503: not able to answer now', () => {
  test('no model is loaded', async () => {
    const { server } = await start({}, { loaded: false });
    for (const path of ['/predictions/xgb', '/predict']) {
      const answer = await request(server).post(path).send(requestOf(1));
      expectError(answer, 503, 'No model is loaded yet.');
      expect(answer.headers['retry-after']).toBe('1');
    }
  });

  test('more than MAX_INFLIGHT requests in flight', async () => {
    const { server, port, state } = await start({ MAX_INFLIGHT: '2' });
    const release = holdScoring(state.models.first.handle.current);
    const late = await sendHalf(port, '/predictions/xgb', requestOf(1));
    const waiting = ['/predictions/xgb', '/predict'].map(path => ask(port, { path, body: requestOf(1) }));
    await eventually('two requests in flight', () => (state.inflight === 2 ? true : null));
    const answer = await request(server).post('/predictions/xgb').send(requestOf(1));
    expectError(answer, 503, 'More than 2 requests in flight (MAX_INFLIGHT).');
    expect(answer.headers['retry-after']).toBe('1');
    expectError(await late.finish(), 503, 'More than 2 requests in flight (MAX_INFLIGHT).');
    await request(server).get('/ready').expect(200);
    release();
    for (const answered of await Promise.all(waiting)) expect(answered.status).toBe(200);
    await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
    expect(state.inflight).toBe(0);
  });

  test('clients that have not sent their bodies take no place', async () => {
    const { server, port, state } = await start({ MAX_INFLIGHT: '1', RATE_LIMIT_RPS: '2' });
    const silent = await Promise.all(
      Array.from({ length: 5 }, () => sendHalf(port, '/predictions/xgb', requestOf(1))),
    );
    await eventually('five bodies being read', () => (state.uploads.count === 5 ? true : null));
    expect(state.inflight).toBe(0);
    await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
    await request(server).post('/predictions/xgb').send(requestOf(1)).expect(200);
    expectError(await silent[0].finish(), 429, 'More than 2 requests a second (RATE_LIMIT_RPS).');
  });

  test('the rows were not scored within REQUEST_TIMEOUT_MS', async () => {
    const { server, state } = await start({ REQUEST_TIMEOUT_MS: '1000' });
    const signature = state.models.first.handle.current?.mainSignature;
    expect(signature).toBeDefined();
    // As if it had waited for so long that little time is left for so many rows.
    const score = signature?.score.bind(signature) ?? (() => Promise.reject(new Error('no model')));
    if (signature) jest.spyOn(signature, 'score').mockImplementation(rows => score(rows, 1));
    const answer = await request(server).post('/predictions/xgb').send(requestOf(40_000));
    expectError(
      answer,
      503,
      /^The request waited too long to be (decoded|scored)\.? \(REQUEST_TIMEOUT_MS\)\.$/,
    );
    expect(answer.headers['retry-after']).toBe('1');
  });
});

describe('X-Request-ID', () => {
  const everywhere = [
    ['post', '/predictions/xgb', 200],
    ['post', '/predict', 200],
    ['post', '/predictions/other', 404],
    ['post', '/reload', 200],
    ['get', '/', 200],
    ['get', '/ping', 200],
    ['get', '/live', 200],
    ['get', '/metrics', 200],
    ['get', '/openapi.json', 200],
    ['get', '/docs', 200],
    ['get', '/docs/swagger-ui.css', 200],
    ['get', '/nothing', 404],
    ['put', '/ping', 405],
    ['head', '/nothing', 404],
  ] as const;

  test.each(everywhere)('%s %s echoes it, or makes one', async (method, path, status) => {
    const { server } = service();
    const body = method === 'post' && path !== '/reload' ? requestOf(1) : undefined;
    const echoed = await request(server)[method](path).set('X-Request-ID', 'abc "1" {%}').send(body);
    expect(echoed.status).toBe(status);
    expect(echoed.headers['x-request-id']).toBe('abc "1" {%}');
    const made = await request(server)[method](path).send(body);
    expectRequestId(made);
    const replaced = await request(server)[method](path).set('X-Request-ID', '').send(body);
    expectRequestId(replaced);
    expect(replaced.headers['x-request-id']).not.toBe(made.headers['x-request-id']);
  });
});

test('a refused request is answered before its body has come, and its connection goes on', async () => {
  const { port } = await start({ PREDICT_API_KEY: 'p-key', MAX_BODY_BYTES: '8000000' });
  const connection = await RawConnection.open(port);
  const size = 6_000_000;
  connection.write(`POST /predictions/xgb HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  expectError(await connection.answer(), 401, /^Invalid or missing X-API-Key;/);
  connection.write(Buffer.alloc(size, ' '));
  connection.write('GET /live HTTP/1.1\r\nHost: a\r\n\r\n');
  expect((await connection.answer()).status).toBe(200);
  connection.destroy();
});
