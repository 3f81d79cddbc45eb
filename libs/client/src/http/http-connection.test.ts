import { createServer, type AddressInfo, type Server } from 'node:net';
import { failureOf } from '../../testing/failure-of';
import { stubServices, unusedUrl, type StubAnswer } from '../../testing/stub-service';
import type { ClientOptions } from '../options';
import { ServiceClient } from '../service-client';

const newStub = stubServices();
const clients: ServiceClient[] = [];
afterEach(() => clients.splice(0).forEach(client => client.close()));

function clientOf(url: string, options: Partial<ClientOptions> = {}): ServiceClient {
  const client = new ServiceClient({ url, ...options });
  clients.push(client);
  return client;
}

const ok: StubAnswer = (_request, _raw, response) => response.end('{"predictions": [0.5]}');
const unavailable =
  (retryAfter?: string): StubAnswer =>
  (_request, _raw, response) => {
    response.writeHead(503, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
    response.end('{"detail": "Busy."}');
  };
const reset: StubAnswer = (_request, raw) => raw.socket.resetAndDestroy();
/** Answers in turns, the last one from then on. */
const inTurns = (...answers: readonly StubAnswer[]): StubAnswer => {
  let turn = 0;
  return (...call) => answers[Math.min(turn++, answers.length - 1)](...call);
};
const predict = (client: ServiceClient, options = {}) => client.torchServe.predict('xgb', [[1]], options);

test('calls one after the other share a connection, and calls at once do not wait for it', async () => {
  const { url, requests } = await newStub(ok);
  const client = clientOf(url);
  for (let call = 0; call < 3; call++) await predict(client);
  expect(new Set(requests.map(({ clientPort }) => clientPort)).size).toBe(1);
  await Promise.all([predict(client), predict(client), predict(client)]);
  expect(new Set(requests.map(({ clientPort }) => clientPort)).size).toBe(3);
});

test('what may not be sent twice gets a connection that nobody can have closed before', async () => {
  const { url, requests } = await newStub(ok);
  const client = clientOf(url);
  await predict(client);
  await client.operations.reload();
  await predict(client);
  const [first, reload, second] = requests.map(({ clientPort }) => clientPort);
  expect(reload).not.toBe(first);
  expect(second).toBe(first);
});

test('no more connections than allowed', async () => {
  const { url, requests } = await newStub(ok);
  const client = clientOf(url, { maxConnections: 2 });
  await Promise.all(Array.from({ length: 8 }, () => predict(client)));
  expect(new Set(requests.map(({ clientPort }) => clientPort)).size).toBe(2);
});

describe('what is sent', () => {
  test('the path under that of the URL, the names in it encoded', async () => {
    const { url, requests } = await newStub(ok);
    await clientOf(`${url}/models/`).torchServe.predict('a/b', [[1]], { version: 'v 1' });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/models/predictions/a%2Fb/v%201',
      body: '{"data":[[1]]}',
    });
  });

  test.each([
    [{ apiKey: 'secret' }, { 'x-api-key': 'secret' }],
    [{ bearer: 'secret' }, { authorization: 'Bearer secret' }],
    [{ user: 'me', password: 'se:cret' }, { authorization: 'Basic bWU6c2U6Y3JldA==' }],
  ])('a key as %j', async (credentials, headers) => {
    const { url, requests } = await newStub(ok);
    await predict(clientOf(url, { credentials }));
    await predict(clientOf(url), { credentials });
    for (const request of requests) expect(request.headers).toMatchObject(headers);
  });

  test('the key of a call takes the place of that of the client', async () => {
    const { url, requests } = await newStub(ok);
    await predict(clientOf(url, { credentials: { apiKey: 'one' } }), { credentials: { bearer: 'other' } });
    expect(requests[0].headers).toMatchObject({ authorization: 'Bearer other' });
    expect(requests[0].headers).not.toHaveProperty('x-api-key');
  });

  test('the id of the request, its trace, and headers of the client and of the call', async () => {
    const { url, requests } = await newStub(ok);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const client = clientOf(url, { headers: { 'X-Tenant': 'a', 'X-Other': 'a' } });
    await predict(client, { requestId: 'r1', traceparent, headers: { 'x-other': 'b' } });
    expect(requests[0].headers).toMatchObject({
      'x-request-id': 'r1',
      traceparent,
      'x-tenant': 'a',
      'x-other': 'b',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['a header that cannot be', { requestId: 'a\nb' }, /Invalid character in header/],
    ['a version that is no segment', { version: '..' }, 'A model or version cannot be called "..".'],
  ])('%s is an error before anything is sent', async (_what, options, detail) => {
    const { url, requests } = await newStub(ok);
    const error = await failureOf(predict(clientOf(url), options));
    expect(error).toMatchObject({
      failure: 'request',
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    });
    expect(requests).toEqual([]);
  });
});

test('what is answered: the version, the id of the request, and its trace', async () => {
  const headers = { 'X-Model-Version': 'v1', 'X-Request-ID': 'r1', traceresponse: '00-1-2-01' };
  const { url } = await newStub((_request, _raw, response) => {
    response.writeHead(200, headers).end('{"predictions": [0.5]}');
  });
  const { value, ...facts } = await predict(clientOf(url));
  expect(facts).toEqual({ version: 'v1', requestId: 'r1', traceResponse: '00-1-2-01' });
  expect(value.scores()).toEqual([0.5]);
});

describe('retries', () => {
  test('a connection that is reset before any answer: the call is sent again', async () => {
    const { url, requests } = await newStub(inTurns(reset, reset, ok));
    expect((await predict(clientOf(url))).value.scores()).toEqual([0.5]);
    expect(requests).toHaveLength(3);
  });

  test('a connection that was kept and closed under the call', async () => {
    const { url, requests } = await newStub(inTurns(ok, reset, ok));
    const client = clientOf(url);
    await predict(client);
    await predict(client);
    expect(requests).toHaveLength(3);
  });

  test('not more often than was allowed, and the last reason is told', async () => {
    const { url, requests } = await newStub(reset);
    const error = await failureOf(predict(clientOf(url, { retry: { attempts: 2 } })));
    expect(error).toMatchObject({ failure: 'connection', code: 'ECONNRESET', status: null, mayRetry: true });
    expect(error.message).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+\/predictions\/xgb: no answer: .+ \(?.*ECONNRESET/,
    );
    expect(requests).toHaveLength(2);
  });

  test('nobody listens', async () => {
    const error = await failureOf(predict(clientOf(await unusedUrl())));
    expect(error).toMatchObject({ failure: 'connection', code: 'ECONNREFUSED', mayRetry: true });
  });

  test.each(['0', new Date(0).toUTCString()])('a 503 that says %s', async retryAfter => {
    const { url, requests } = await newStub(inTurns(unavailable(retryAfter), ok));
    await predict(clientOf(url));
    expect(requests).toHaveLength(2);
  });

  test.each([undefined, '60'])('no 503 that says %s', async retryAfter => {
    const { url, requests } = await newStub(unavailable(retryAfter));
    const error = await failureOf(predict(clientOf(url)));
    expect(error).toMatchObject({ failure: 'answered', status: 503, detail: 'Busy.', mayRetry: true });
    expect(error.retryAfterMs).toBe(retryAfter === undefined ? null : 60_000);
    expect(requests).toHaveLength(1);
  });

  test.each<[string, (client: ServiceClient) => Promise<unknown>]>([
    ['a reload', client => client.operations.reload({ model: 'xgb' })],
    ['a load', client => client.v2.loadModel('xgb')],
    ['an unload', client => client.v2.unloadModel('xgb')],
  ])('never of %s', async (_what, call) => {
    const lost = await newStub(reset);
    expect(await failureOf(call(clientOf(lost.url)))).toMatchObject({ failure: 'connection' });
    expect(lost.requests).toHaveLength(1);
    const busy = await newStub(unavailable('0'));
    expect(await failureOf(call(clientOf(busy.url)))).toMatchObject({ status: 503 });
    expect(busy.requests).toHaveLength(1);
  });

  test('none of an answer that broke off', async () => {
    const { url, requests } = await newStub((_request, raw, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"predictions"', () => raw.socket.resetAndDestroy());
    });
    expect(await failureOf(predict(clientOf(url)))).toMatchObject({ failure: 'interrupted', mayRetry: true });
    expect(requests).toHaveLength(1);
  });
});

describe('a call that is not waited for', () => {
  const silent: StubAnswer = () => undefined;

  test('its time is over', async () => {
    const { url } = await newStub(silent);
    const error = await failureOf(predict(clientOf(url), { timeoutMs: 30 }));
    expect(error).toMatchObject({
      failure: 'timeout',
      detail: 'no whole answer within 30 ms (timeoutMs).',
      mayRetry: true,
    });
  });

  test('an answer that began counts as none until it is whole', async () => {
    const { url } = await newStub((_request, _raw, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{');
    });
    expect(await failureOf(predict(clientOf(url, { timeoutMs: 30 })))).toMatchObject({ failure: 'timeout' });
  });

  test('it is given up, before and under way', async () => {
    const { url, requests } = await newStub(silent);
    const given = AbortSignal.abort();
    expect(await failureOf(predict(clientOf(url), { signal: given }))).toMatchObject({
      failure: 'aborted',
      mayRetry: false,
    });
    expect(requests).toEqual([]);
    const controller = new AbortController();
    const call = failureOf(predict(clientOf(url), { signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ failure: 'aborted' });
  });

  test('it is given up between two attempts', async () => {
    const controller = new AbortController();
    const { url, requests } = await newStub((...call) => {
      unavailable('1')(...call);
      call[2].once('finish', () => controller.abort());
    });
    const error = await failureOf(predict(clientOf(url), { signal: controller.signal }));
    expect(error).toMatchObject({ failure: 'aborted' });
    expect(requests).toHaveLength(1);
  });

  test('a retry that could not end in time is not waited for, and the reason is told', async () => {
    const { url } = await newStub(unavailable('1'));
    expect(await failureOf(predict(clientOf(url), { timeoutMs: 900 }))).toMatchObject({ status: 503 });
  });
});

describe('connecting takes too long', () => {
  let server: Server;
  beforeEach(async () => {
    // It takes connections, and says nothing on them: TLS is never there.
    server = createServer(socket => socket.resume().on('error', () => undefined));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise(resolve => server.close(resolve)));

  test('it has a limit of its own', async () => {
    const { port } = server.address() as AddressInfo;
    const client = clientOf(`https://127.0.0.1:${port}`, { connectTimeoutMs: 30, retry: { attempts: 1 } });
    const error = await failureOf(client.operations.isLive());
    expect(error).toMatchObject({
      failure: 'connection',
      code: 'ETIMEDOUT',
      detail: 'no connection within 30 ms (connectTimeoutMs).',
    });
  });
});

test.each([
  ['no JSON', 'nothing', 'The answer is no JSON but "nothing".'],
  ['no object', '[]', 'Expected an object as the answer, got a list.'],
  ['no predictions', '{}', 'Expected a list as predictions, got nothing.'],
])('an answer that is %s is told with the call', async (_what, body, detail) => {
  const { url } = await newStub((_request, _raw, response) => response.end(body));
  expect(await failureOf(predict(clientOf(url)))).toMatchObject({
    failure: 'unexpected',
    detail,
    status: 200,
  });
});

test.each([
  [{ url: 'localhost:8080' }, /^url must be one of http: or https:/],
  [{ url: 'http://a', timeoutMs: 0 }, /^timeoutMs must be above 0/],
  [{ url: 'http://a', retry: { attempts: 0 } }, /^retry\.attempts must be above 0/],
])('options that cannot be meant: %j', (options, message) => {
  expect(() => new ServiceClient(options)).toThrow(message);
});
