import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { status as Status } from '@grpc/grpc-js';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';
import { eventually } from '../../../service-testing/clients/eventually';
import {
  grpcClients,
  type CallOutcome,
  type CallQuestion,
} from '../../../service-testing/clients/grpc-client';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import { ROW } from '../../../service-testing/packages/sample-rows';
import { holdScoring } from '../testing/hold-scoring';
import { services, type LocalService } from '../testing/local-service';

const start = services.perTest();
const newClient = grpcClients();
const WIDTH = Object.keys(ROW).length;

function requestOf(rows: number, more: object = {}): object {
  const input = { name: 'input0', datatype: 'FP32', shape: [rows, WIDTH] };
  return {
    model_name: 'xgb',
    inputs: [input],
    raw_input_contents: [Buffer.alloc(4 * rows * WIDTH)],
    ...more,
  };
}

function startGrpc(environment: Readonly<Record<string, string>> = {}): Promise<LocalService> {
  return start({ GRPC_PORT: '0', ...environment });
}

function infer(service: LocalService, request: object, question?: CallQuestion): Promise<CallOutcome> {
  return newClient(service.grpcPort).call('ModelInfer', request, question);
}

describe('what a call does wrong is said in one line', () => {
  const service = services.shared({ GRPC_PORT: '0' });
  const fp32 = { name: 'input0', datatype: 'FP32', shape: [1, WIDTH] };
  const bytes = Buffer.alloc(4 * WIDTH);

  test.each([
    ['no name', { model_name: '' }, Status.NOT_FOUND, 'No model "" here; this process serves xgb.'],
    [
      'no inputs',
      { inputs: [], raw_input_contents: [] },
      Status.INVALID_ARGUMENT,
      /^The request has no inputs\. /,
    ],
    [
      'a shape that no form has',
      { inputs: [{ ...fp32, shape: [WIDTH] }], raw_input_contents: [bytes] },
      Status.INVALID_ARGUMENT,
      /^The input "input0" has the shape \[7\]; expected \[rows,7\]\./,
    ],
    [
      'bytes that are too few',
      { inputs: [{ ...fp32, shape: [2, WIDTH] }], raw_input_contents: [bytes] },
      Status.INVALID_ARGUMENT,
      'The input "input0" has 28 bytes; its shape and the datatype FP32 make 56.',
    ],
    [
      'both forms of contents',
      { inputs: [{ ...fp32, contents: { fp32_contents: [1] } }], raw_input_contents: [bytes] },
      Status.INVALID_ARGUMENT,
      /send all inputs in one form\.$/,
    ],
    [
      'a datatype that there is not',
      { inputs: [{ ...fp32, datatype: 'float\n32' }], raw_input_contents: [bytes] },
      Status.INVALID_ARGUMENT,
      /^The input "input0" has the datatype "float\\n32"; expected one of BOOL, /,
    ],
    [
      'an output that there is not',
      { outputs: [{ name: 'gmv' }] },
      Status.INVALID_ARGUMENT,
      'The model has no output "gmv"; its outputs are predictions.',
    ],
    [
      'an element that is no JSON',
      {
        inputs: [
          {
            name: 'features',
            datatype: 'BYTES',
            shape: [1],
            contents: { bytes_contents: [Buffer.from('{')] },
          },
        ],
        raw_input_contents: [],
      },
      Status.INVALID_ARGUMENT,
      /^features\[0\]/,
    ],
  ])('%s', async (_, request, code, message) => {
    const outcome = await infer(service(), requestOf(1, request), {
      metadata: { 'x-request-id': 'wrong-1' },
    });
    expect(outcome).toEqual({
      code,
      details: typeof message === 'string' ? message : expect.stringMatching(message),
      answer: {},
      metadata: expect.objectContaining({ 'x-request-id': 'wrong-1' }),
    });
    expect(outcome.details).toMatch(/^[ -~]{1,300}$/);
  });

  test.each(['ModelMetadata', 'ModelConfig', 'ModelStatistics', 'ModelReady'])(
    '%s of no model',
    async method => {
      const client = newClient(service().grpcPort);
      const unknown = 'x'.repeat(2_000);
      expect(await client.call(method, { name: unknown })).toMatchObject({
        code: Status.NOT_FOUND,
        details: expect.stringMatching(/^No model "x{20,100}…" here; this process serves xgb\.$/),
      });
      expect(await client.call(method, { name: 'xgb', version: 'v9' })).toMatchObject({
        code: Status.NOT_FOUND,
      });
    },
  );

  test('bytes that are no message, and a method that there is not', async () => {
    const { grpcPort } = service();
    const session = http2(grpcPort);
    expect(await session.ask('ModelInfer', frame(Buffer.of(0x0a, 0x7f)))).toMatchObject({
      'grpc-status': String(Status.INVALID_ARGUMENT),
      'grpc-message': encodeURI(
        'The message is no protobuf: a field that is longer than the message, at byte 2 of 2.',
      ),
    });
    expect(await session.ask('ModelMetadata', frame(Buffer.of(0x7f)))).toMatchObject({
      'grpc-status': String(Status.INVALID_ARGUMENT),
      'grpc-message': encodeURI('The message is not one of this method.'),
    });
    expect(await session.ask('ModelStreamInfer', frame(Buffer.alloc(0)))).toMatchObject({
      'grpc-status': String(Status.UNIMPLEMENTED),
    });
  });

  test('compressed messages are read, damaged and endless ones refused', async () => {
    const { grpcPort } = service();
    const session = http2(grpcPort);
    const empty = gzipSync(Buffer.of(0x0a, 0x00));
    const gzip = { 'grpc-encoding': 'gzip' };
    const codeOf = async (body: Buffer, headers: IncomingHttpHeaders): Promise<number> =>
      Number((await session.ask('ModelInfer', body, headers))['grpc-status']);
    expect(await codeOf(frame(empty, true), gzip)).toBe(Status.NOT_FOUND);
    expect(await codeOf(frame(Buffer.from('no gzip'), true), gzip)).not.toBe(Status.OK);
    expect(await codeOf(frame(gzipSync(Buffer.alloc(20 * 2 ** 20)), true), gzip)).toBe(
      Status.RESOURCE_EXHAUSTED,
    );
    expect(await codeOf(frame(empty, true), { 'grpc-encoding': 'br' })).toBe(Status.UNIMPLEMENTED);
    expect((await newClient(grpcPort).call('ServerLive', {})).answer).toEqual({ live: true });
  });
});

test('a message and rows over the limits are refused, and larger ones than the default of gRPC are not', async () => {
  const service = await startGrpc({ MAX_BATCH_ROWS: '200000', MAX_BODY_BYTES: '6000000' });
  const large = await infer(service, requestOf(200_000));
  expect(large).toMatchObject({ code: Status.OK, answer: { outputs: [{ shape: [200_000] }] } });
  expect(await infer(service, requestOf(200_001))).toMatchObject({
    code: Status.RESOURCE_EXHAUSTED,
    details: 'The request has 200001 rows, more than 200000 (MAX_BATCH_ROWS); split it.',
  });
  expect(await infer(service, requestOf(250_000))).toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
  expect(await infer(service, requestOf(1))).toMatchObject({ code: Status.OK });
});

test('without a model it is live and not ready, and nothing is predicted', async () => {
  const service = await start({ GRPC_PORT: '0' }, { loaded: false });
  const client = newClient(service.grpcPort);
  expect((await client.call('ServerLive', {})).answer).toEqual({ live: true });
  expect((await client.call('ServerReady', {})).answer).toEqual({ ready: false });
  expect((await client.call('ModelReady', { name: 'xgb' })).answer).toEqual({ ready: false });
  expect(await client.call('ModelMetadata', { name: 'xgb' })).toMatchObject({ code: Status.UNAVAILABLE });
  expect(await client.call('ModelInfer', requestOf(1))).toMatchObject({
    code: Status.UNAVAILABLE,
    details: 'No model is loaded yet.',
    metadata: { 'grpc-retry-pushback-ms': '1000' },
  });
  expect((await client.call('RepositoryIndex', {})).answer).toEqual({
    models: [{ name: 'xgb', version: '', state: 'UNAVAILABLE', reason: 'not loaded' }],
  });
});

test('a model is unloaded and loaded by whoever may reload it', async () => {
  const service = await startGrpc({ RELOAD_API_KEY: 'secret' });
  const client = newClient(service.grpcPort);
  const metadata = { 'x-api-key': 'secret' };
  for (const method of ['RepositoryIndex', 'RepositoryModelLoad', 'RepositoryModelUnload']) {
    expect(await client.call(method, { model_name: 'xgb' })).toMatchObject({ code: Status.UNAUTHENTICATED });
  }
  const unloaded = await client.call('RepositoryModelUnload', { model_name: 'xgb' }, { metadata });
  expect(unloaded).toMatchObject({ code: Status.OK, answer: {} });
  expect((await client.call('ModelReady', { name: 'xgb' })).answer).toEqual({ ready: false });
  expect((await client.call('RepositoryIndex', {}, { metadata })).answer).toMatchObject({
    models: [{ state: 'UNAVAILABLE', reason: 'unloaded' }],
  });
  expect(await client.call('RepositoryModelLoad', { model_name: 'xgb' }, { metadata })).toMatchObject({
    code: Status.OK,
  });
  expect(await client.call('ModelInfer', requestOf(1))).toMatchObject({ code: Status.OK });
  expect(await client.call('RepositoryModelLoad', { model_name: 'other' }, { metadata })).toMatchObject({
    code: Status.NOT_FOUND,
  });
});

describe('who may ask', () => {
  test('a key is asked for before the message is read', async () => {
    const service = await startGrpc({ PREDICT_API_KEY: 'secret' });
    const client = newClient(service.grpcPort);
    const refused = await client.call('ModelInfer', requestOf(1), { metadata: { 'x-api-key': 'wrong' } });
    expect(refused).toMatchObject({ code: Status.UNAUTHENTICATED });
    expect(
      await client.call('ModelInfer', requestOf(1), { metadata: { 'x-api-key': 'secret' } }),
    ).toMatchObject({
      code: Status.OK,
    });
    expect((await client.call('ServerReady', {})).answer).toEqual({ ready: true });
    const session = http2(service.grpcPort);
    const unfinished = await session.ask('ModelInfer', null);
    expect(unfinished).toMatchObject({ 'grpc-status': String(Status.UNAUTHENTICATED) });
    const samples = await readMetrics(service.port);
    expect(samples['model_predict_requests_total{status="401"}']).toBe(2);
  });

  test('more calls than are allowed are told when to come back', async () => {
    const service = await startGrpc({ RATE_LIMIT_RPS: '1' });
    expect(await infer(service, requestOf(1))).toMatchObject({ code: Status.OK });
    expect(await infer(service, requestOf(1))).toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
      details: 'More than 1 requests a second (RATE_LIMIT_RPS).',
      metadata: { 'grpc-retry-pushback-ms': '1000' },
    });
  });

  test('and so are those beyond MAX_INFLIGHT', async () => {
    const service = await startGrpc({ MAX_INFLIGHT: '1' });
    const release = holdScoring(service.state.models.first.handle.current);
    const held = infer(service, requestOf(1));
    await eventually('a call in flight', () => service.state.inflight === 1 || null);
    expect(await infer(service, requestOf(1))).toMatchObject({ code: Status.UNAVAILABLE });
    release();
    expect(await held).toMatchObject({ code: Status.OK });
  });
});

describe('calls that nobody waits for', () => {
  test('one whose deadline is over is not scored', async () => {
    const service = await startGrpc();
    const session = http2(service.grpcPort);
    const body = frame(Buffer.of(0x0a, 3, 0x78, 0x67, 0x62));
    expect(await session.ask('ModelInfer', body, { 'grpc-timeout': '1n' })).toMatchObject({
      'grpc-status': String(Status.DEADLINE_EXCEEDED),
    });
    expect((await readMetrics(service.port))['model_predict_requests_total{status="200"}']).toBeUndefined();
  });

  test('one whose deadline passes while it is scored', async () => {
    const service = await startGrpc();
    const release = holdScoring(service.state.models.first.handle.current);
    const outcome = infer(service, requestOf(1), { options: { deadline: Date.now() + 1_000 } });
    // On a machine that is busy with other things it may never get there.
    const hasArrived = await Promise.race([
      eventually('a call in flight', () => service.state.inflight === 1 || null).catch(() => false),
      outcome.then(() => false),
    ]);
    expect(await outcome).toMatchObject({ code: Status.DEADLINE_EXCEEDED });
    // The service finds its deadline over a moment later.
    await newClient(service.grpcPort).call('ServerLive', {});
    release();
    await eventually('the end of the call', () => service.state.inflight === 0 || null);
    const samples = await readMetrics(service.port);
    expect(samples['model_predict_requests_total{status="200"}']).toBeUndefined();
    if (hasArrived) expect(samples['model_predict_requests_total{status="504"}']).toBe(1);
  });

  test('one that is given up counts as that', async () => {
    const service = await startGrpc();
    const release = holdScoring(service.state.models.first.handle.current);
    const abort = new AbortController();
    const outcome = infer(service, requestOf(1), { signal: abort.signal });
    await eventually('a call in flight', () => service.state.inflight === 1 || null);
    abort.abort();
    expect(await outcome).toMatchObject({ code: Status.CANCELLED });
    // The service hears of it a moment later.
    await newClient(service.grpcPort).call('ServerLive', {});
    release();
    await eventually('the end of the call', () => service.state.inflight === 0 || null);
    const samples = await readMetrics(service.port);
    expect(samples['model_predict_requests_total{status="499"}']).toBe(1);
    expect(service.logs).toContainEqual(
      expect.objectContaining({
        message: 'predict refused',
        status: 499,
        error: 'The client gave the request up.',
      }),
    );
  });
});

test('the id of a request stands in the log and in the answer, and is made where there is none', async () => {
  const service = await startGrpc();
  const given = await infer(service, requestOf(1), { metadata: { 'x-request-id': 'id-7' } });
  expect(given.metadata['x-request-id']).toBe('id-7');
  const made = await infer(service, requestOf(1));
  expect(made.metadata['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  await eventually(
    'two lines',
    () => service.logs.filter(({ message }) => message === 'predict').length === 2 || null,
  );
  expect(service.logs).toContainEqual(
    expect.objectContaining({ message: 'predict', request_id: 'id-7', model: 'xgb', status: 200, rows: 1 }),
  );
});

test('messages that do not come to an end are given up', async () => {
  const service = await startGrpc({ REQUEST_TIMEOUT_MS: '400', MIN_BODY_BYTES_PER_SECOND: '0' });
  const session = http2(service.grpcPort);
  const answer = session.ask('ModelInfer', Buffer.of(0, 0, 0, 0, 100), {}, 'open');
  expect(await answer).toMatchObject({
    'grpc-status': String(Status.DEADLINE_EXCEEDED),
    'grpc-message': encodeURI('The message did not arrive within 400 ms (REQUEST_TIMEOUT_MS).'),
  });
});

test('messages that take too much memory together are given up, the heaviest first', async () => {
  const service = await startGrpc({ MAX_BODY_BYTES: '2000000', MAX_READING_BYTES: '4000000' });
  const session = http2(service.grpcPort);
  const part = Buffer.concat([Buffer.of(0, 0, 0x1e, 0x84, 0x80), Buffer.alloc(1_900_000)]);
  const answers = [1, 2, 3].map(() => session.ask('ModelInfer', part, {}, 'open'));
  expect(await Promise.race(answers)).toMatchObject({
    'grpc-status': String(Status.UNAVAILABLE),
    'grpc-message': encodeURI('The messages being read take more than 4000000 bytes (MAX_READING_BYTES).'),
  });
  expect(await infer(service, requestOf(1))).toMatchObject({ code: Status.OK });
});

test('answers that nobody takes are given up when they take too much memory together', async () => {
  const service = await startGrpc({ MAX_BODY_BYTES: '1500000', MAX_READING_BYTES: '3000000' });
  const session = connect(`http://127.0.0.1:${service.grpcPort}`, { maxSessionMemory: 1_000 });
  sessions.push(session);
  const bytes = messageOf(requestOf(50_000));
  const ends: Promise<number>[] = [];
  for (let i = 0; i < 16; i++) {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => undefined);
    ends.push(new Promise(resolve => stream.on('close', () => resolve(stream.rstCode ?? 0))));
    stream.end(frame(bytes));
    // One after the other, so that their messages do not take too much.
    await once(stream, 'response');
  }
  expect(await Promise.race(ends)).toBe(constants.NGHTTP2_CANCEL);
  expect(await infer(service, requestOf(1))).toMatchObject({ code: Status.OK });
});

const sessions: ClientHttp2Session[] = [];
afterEach(() => sessions.splice(0).forEach(session => session.destroy()));

/** gRPC by hand, for what no client sends. */
function http2(port: number): {
  ask(
    method: string,
    body: Buffer | null,
    headers?: IncomingHttpHeaders,
    end?: 'open',
  ): Promise<IncomingHttpHeaders>;
} {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  sessions.push(session);
  return {
    ask(method, body, headers = {}, end) {
      const stream = session.request({
        ':method': 'POST',
        ':path': `/inference.GRPCInferenceService/${method}`,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      stream.on('error', () => undefined);
      if (end === 'open') stream.write(body);
      else if (body !== null) stream.end(body);
      stream.resume();
      return new Promise((resolve, reject) => {
        let answered: IncomingHttpHeaders = {};
        stream.on('response', first => (answered = first));
        stream.on('trailers', trailers => resolve({ ...answered, ...trailers }));
        stream.on('end', () => (answered['grpc-status'] === undefined ? undefined : resolve(answered)));
        stream.on('close', () =>
          reject(new Error(`The call ended with ${stream.rstCode}, ${constants.NGHTTP2_CANCEL}.`)),
        );
      });
    },
  };
}

function messageOf(request: object): Buffer {
  const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });
  return Buffer.from(root.lookupType('inference.ModelInferRequest').encode(request).finish());
}

/** A message as gRPC frames it. */
function frame(message: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0, 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
