import { createServer, type AddressInfo, type Socket } from 'node:net';
import { status as Status } from '@grpc/grpc-js';
import { failureOf } from '../../testing/failure-of';
import { metadataWith, stubGrpcServices, type StubMethod } from '../../testing/stub-grpc';
import { unusedUrl } from '../../testing/stub-service';
import type { ClientOptions } from '../options';
import { GrpcConnection } from './grpc-connection';
import { OipGrpcClient } from './oip-grpc-client';

const newStub = stubGrpcServices();
const connections: GrpcConnection[] = [];
afterEach(() => connections.splice(0).forEach(connection => connection.close()));

function clientOf(url: string, options: Partial<ClientOptions> = {}): OipGrpcClient {
  const connection = new GrpcConnection({ url, ...options });
  connections.push(connection);
  return new OipGrpcClient(connection);
}

const live: StubMethod = (_call, send) => send(null, { live: true });
const failing =
  (code: Status, details: string, metadata: Readonly<Record<string, string>> = {}): StubMethod =>
  (_call, send) =>
    send({ code, details, metadata: metadataWith(metadata) });
const inTurns = (...answers: readonly StubMethod[]): StubMethod => {
  let turn = 0;
  return (...call) => answers[Math.min(turn++, answers.length - 1)](...call);
};

test('what is sent with a call, and what comes back with its answer', async () => {
  const seen: unknown[] = [];
  const { url } = await newStub((call, send) => {
    seen.push(call.metadata.getMap());
    call.sendMetadata(metadataWith({ 'x-request-id': 'r1', traceresponse: '00-1-2-01' }));
    send(null, { live: true });
  });
  const client = clientOf(url, { credentials: { bearer: 'secret' }, headers: { 'X-Tenant': 'a' } });
  expect(await client.isServerLive({ requestId: 'r1', traceparent: '00-1-2-01' })).toEqual({
    value: true,
    version: null,
    requestId: 'r1',
    traceResponse: '00-1-2-01',
  });
  expect(seen).toEqual([
    expect.objectContaining({
      authorization: 'Bearer secret',
      'x-tenant': 'a',
      'x-request-id': 'r1',
      traceparent: '00-1-2-01',
    }),
  ]);
});

test.each([
  [Status.NOT_FOUND, 'NOT_FOUND', 404, false],
  [Status.INVALID_ARGUMENT, 'INVALID_ARGUMENT', 400, false],
  [Status.UNAUTHENTICATED, 'UNAUTHENTICATED', 401, false],
  [Status.RESOURCE_EXHAUSTED, 'RESOURCE_EXHAUSTED', 413, false],
  [Status.INTERNAL, 'INTERNAL', 500, false],
  [Status.UNAVAILABLE, 'UNAVAILABLE', 503, true],
])('status %i', async (status, code, httpStatus, mayRetry) => {
  const { url, calls } = await newStub(failing(status, 'So it is.', { 'x-request-id': 'r1' }));
  expect(await failureOf(clientOf(url).isServerLive())).toMatchObject({
    failure: 'answered',
    code,
    status: httpStatus,
    detail: 'So it is.',
    requestId: 'r1',
    mayRetry,
  });
  expect(calls).toHaveLength(1);
});

describe('retries', () => {
  test('a call that was told when to come back', async () => {
    const busy = failing(Status.RESOURCE_EXHAUSTED, 'Slowly.', { 'grpc-retry-pushback-ms': '1' });
    const { url, calls } = await newStub(inTurns(busy, live));
    expect((await clientOf(url).isServerLive()).value).toBe(true);
    expect(calls).toHaveLength(2);
    const told = await newStub(busy);
    expect(await failureOf(clientOf(told.url).isServerLive())).toMatchObject({
      status: 429,
      retryAfterMs: 1,
      mayRetry: true,
    });
    expect(told.calls).toHaveLength(3);
  });

  test('never of a load or an unload', async () => {
    const busy = failing(Status.UNAVAILABLE, 'Busy.', { 'grpc-retry-pushback-ms': '1' });
    const { url, calls } = await newStub(busy);
    for (const call of [clientOf(url).loadModel('xgb'), clientOf(url).unloadModel('xgb')])
      expect(await failureOf(call)).toMatchObject({ status: 503 });
    expect([...calls].sort()).toEqual(['RepositoryModelLoad', 'RepositoryModelUnload']);
  });

  test('nobody listens', async () => {
    const error = await failureOf(clientOf(await unusedUrl(), { retry: { attempts: 2 } }).isServerLive());
    expect(error).toMatchObject({ failure: 'connection', code: 'UNAVAILABLE', status: null, mayRetry: true });
    expect(error.detail).toMatch(/ECONNREFUSED/);
  });
});

describe('a call that is not waited for', () => {
  const silent: StubMethod = () => undefined;

  test('its time is over', async () => {
    const { url } = await newStub(silent);
    const error = await failureOf(clientOf(url).isServerLive({ timeoutMs: 100 }));
    expect(error).toMatchObject({ failure: 'timeout', mayRetry: true });
  });

  test('it is given up, before and under way', async () => {
    const controller = new AbortController();
    const { url, calls } = await newStub(() => controller.abort());
    expect(await failureOf(clientOf(url).isServerLive({ signal: AbortSignal.abort() }))).toMatchObject({
      failure: 'aborted',
    });
    expect(calls).toEqual([]);
    expect(await failureOf(clientOf(url).isServerLive({ signal: controller.signal }))).toMatchObject({
      failure: 'aborted',
      mayRetry: false,
    });
    expect(calls).toHaveLength(1);
  });
});

test('connecting has a limit of its own', async () => {
  // It takes connections, and says nothing on them: TLS is never there.
  const sockets: Socket[] = [];
  const server = createServer(socket => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = clientOf(`https://127.0.0.1:${port}`, {
    connectTimeoutMs: 50,
    retry: { attempts: 1 },
    tls: { serverName: 'localhost' },
  });
  expect(await failureOf(client.isServerLive())).toMatchObject({
    failure: 'connection',
    detail: 'no connection within 50 ms (connectTimeoutMs).',
  });
  sockets.forEach(socket => socket.destroy());
  await new Promise(resolve => server.close(resolve));
});

test('an answer that is none of the protocol is told with the call', async () => {
  const { url } = await newStub((_call, send) =>
    send(null, { model_name: 'xgb', outputs: [{ name: 'y', datatype: 'FP32', shape: [2] }] }),
  );
  expect(await failureOf(clientOf(url).infer('xgb', { inputs: [] }))).toMatchObject({
    failure: 'unexpected',
    detail: 'The output y has 0 values; its shape [2] makes 2.',
  });
});

test.each([{ requestId: 'a\nb' }, { headers: { 'x-a': 'ü\u{1F600}' } }])(
  'metadata that cannot be: %j',
  async options => {
    const { url, calls } = await newStub(live);
    expect(await failureOf(clientOf(url).isServerLive(options))).toMatchObject({ failure: 'request' });
    expect(calls).toEqual([]);
  },
);
