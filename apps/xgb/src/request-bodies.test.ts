import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Signature } from '@reckit/inference';
import { eventually } from '../../service-testing/clients/eventually';
import { expectError } from '../../service-testing/clients/expect-error';
import { sendHalf } from '../../service-testing/clients/http-client';
import { services, type LocalService } from './testing/local-service';
import { FIRST, modelFolders, SECOND } from './testing/model-folders';
import { holdScoring } from './testing/hold-scoring';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { RawConnection } from '../../service-testing/clients/raw-connection';
import { readMetrics } from '../../service-testing/conformance/read-metrics';
import { requestOf } from '../../service-testing/packages/sample-rows';

const service = services.shared();
const start = services.perTest();
const packages = modelFolders();
afterEach(() => jest.restoreAllMocks());

const body = JSON.stringify(requestOf(200));

describe('compressed bodies', () => {
  test.each([
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['identity', Buffer.from(body)],
  ])('%s', async (encoding, bytes) => {
    const { port } = service();
    const plain = await postBytes(port, '/predictions/xgb', body);
    expect(plain.status).toBe(200);
    const answer = await postBytes(port, '/predictions/xgb', bytes, { 'Content-Encoding': encoding });
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: plain.text });
  });

  test('a reload may come compressed too', async () => {
    const answer = await postBytes(service().port, '/reload', gzipSync('{"model":"xgb"}'), {
      'Content-Encoding': 'gzip',
    });
    expect(answer.status).toBe(200);
  });

  test.each(['zstd', 'compress', 'gzip, br', 'constructor'])('%s is not understood', async encoding => {
    const answer = await postBytes(service().port, '/predictions/xgb', body, {
      'Content-Encoding': encoding,
    });
    const known = 'use gzip, x-gzip, deflate, br or none';
    expectError(answer, 415, `Content-Encoding "${encoding}" is not understood; ${known}.`);
  });

  test.each([
    ['gzip', Buffer.from(body)],
    ['gzip', gzipSync(body).subarray(0, -20)],
    ['gzip', Buffer.alloc(0)],
    ['deflate', gzipSync(body)],
    ['br', Buffer.from(body)],
  ])('%s data that is damaged', async (encoding, bytes) => {
    const answer = await postBytes(service().port, '/predictions/xgb', bytes, {
      'Content-Encoding': encoding,
    });
    expectError(answer, 400, `The body is not valid ${encoding} data.`);
  });
});

describe('uploads that break off', () => {
  const begin = (length: number, part: string): string =>
    `POST /predictions/xgb HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${part}`;

  test.each([
    ['in the body', begin(body.length, body.slice(0, 1000))],
    ['before the body', begin(body.length, '')],
    ['in a chunk', 'POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"d'],
    ['in a body that is too long', begin(390_000, ' '.repeat(100_000))],
  ])('%s: nothing stays behind', async (_where, bytes) => {
    const { port, state, logs } = await start({ MAX_BODY_BYTES: '50000' });
    const connections = await Promise.all(Array.from({ length: 5 }, () => RawConnection.open(port)));
    for (const connection of connections) connection.write(bytes);
    await reading(state, 5);
    for (const connection of connections) connection.destroy();
    await reading(state, 0);
    expect(state.uploads.heldBytes).toBe(0);
    await expectServing(port);
    expect((await readMetrics(port))['model_predict_requests_total{status="400"}']).toBe(5);
    const refused = logs.filter(({ message }) => message === 'predict refused');
    expect(refused).toHaveLength(5);
    expect(refused[0]['error']).toBe('The request broke off before it was complete.');
  });

  test('an old model is released at a reload, whatever uploads are under way', async () => {
    const { port, state, loader } = await start({ MODEL_DIR: packages() });
    const close = jest.spyOn(Signature.prototype, 'close');
    const connection = await RawConnection.open(port);
    connection.write(begin(body.length, body.slice(0, 1000)));
    await reading(state, 1);
    const old = state.models.first.handle.current;
    await loader.load(SECOND);
    expect(close.mock.contexts).toEqual([old?.mainSignature]);
    connection.destroy();
    await reading(state, 0);
  });

  test('an upload that began on the old model is answered by the new one', async () => {
    const { port, state, loader } = await start({ MODEL_DIR: packages() });
    const before = await postBytes(port, '/predictions/xgb', body);
    const half = await sendHalf(port, '/predictions/xgb', requestOf(200));
    await reading(state, 1);
    await loader.load(SECOND);
    const after = await postBytes(port, '/predictions/xgb', body);
    expect(after.text).not.toBe(before.text);
    expect((await half.finish()).text).toBe(after.text);
  });

  test('an upload that asked for the old version gets none of the new one', async () => {
    const { port, state, loader } = await start({ MODEL_DIR: packages() });
    const half = await sendHalf(port, `/predictions/xgb/${FIRST}`, requestOf(1));
    await reading(state, 1);
    await loader.load(SECOND);
    const message = `No version "${FIRST}" of xgb here; the loaded version is ${SECOND}.`;
    expectError(await half.finish(), 404, message);
    expect(state.inflight).toBe(0);
  });

  test('rows that are being scored at a reload are answered by the old model, which is released then', async () => {
    const { port, state, loader } = await start({ MODEL_DIR: packages() });
    const before = await postBytes(port, '/predictions/xgb', body);
    const close = jest.spyOn(Signature.prototype, 'close');
    const old = state.models.first.handle.current;
    const release = holdScoring(old);
    const answer = postBytes(port, '/predictions/xgb', body);
    await eventually('a request in flight', () => (state.inflight === 1 ? true : null));
    await loader.load(SECOND);
    expect(close).not.toHaveBeenCalled();
    release();
    expect((await answer).text).toBe(before.text);
    await eventually('the old model is released', () => (close.mock.calls.length > 0 ? true : null));
    expect(close.mock.contexts).toEqual([old?.mainSignature]);
  });

  test('rows that take more memory together than bodies may are not scored at once', async () => {
    const rows = `{"data":[${Array(200).fill('null').join()}]}`;
    const { port, state } = await start({ MAX_BODY_BYTES: '2000', MAX_READING_BYTES: '10000' });
    const release = holdScoring(state.models.first.handle.current);
    const first = postBytes(port, '/predictions/xgb', rows);
    await eventually('rows in memory', () => (state.encodedBytes === 200 * 7 * 4 ? true : null));
    const second = await postBytes(port, '/predictions/xgb', rows);
    expectError(second, 503, 'The rows being scored take more than 10000 bytes (MAX_READING_BYTES).');
    release();
    expect((await first).status).toBe(200);
    expect(state.encodedBytes).toBe(0);
    expect((await postBytes(port, '/predictions/xgb', rows)).status).toBe(200);
  });

  test('a client that goes away while its rows are scored', async () => {
    const { port, state } = await start();
    const rows = JSON.stringify(requestOf(40_000));
    const connection = await RawConnection.open(port);
    const score = jest.spyOn(Signature.prototype, 'score');
    connection.write(begin(rows.length, rows));
    await eventually('the rows are being scored', () => (score.mock.calls.length > 0 ? true : null));
    connection.destroy();
    await eventually('nothing in flight', () => (state.inflight === 0 ? true : null));
    await expectServing(port);
  });

  async function reading(state: LocalService['state'], count: number): Promise<void> {
    await eventually(`${count} bodies being read`, () => (state.uploads.count === count ? true : null));
  }

  async function expectServing(port: number): Promise<void> {
    const answer = await postBytes(port, '/predictions/xgb', JSON.stringify(requestOf(1)));
    expect(answer.status).toBe(200);
  }
});

describe('connections', () => {
  test('several requests on one, sent before the first answer, are answered in order', async () => {
    const connection = await RawConnection.open(service().port);
    const post = (json: string): string =>
      `POST /predictions/xgb HTTP/1.1\r\nHost: a\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
    const one = JSON.stringify(requestOf(1));
    connection.write(`${post('{}')}${post(one)}GET /live HTTP/1.1\r\nHost: a\r\n\r\n${post(one)}`);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await connection.answer()).status);
    expect(statuses).toEqual([400, 200, 200, 200]);
    connection.destroy();
  });

  test('a body in two pieces that split a number and a UTF-8 character', async () => {
    const connection = await RawConnection.open(service().port);
    const bytes = Buffer.from('{"data":[{"цена":1,"item_ctr":0.15}]}');
    connection.write(`POST /predictions/xgb HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    const half = Buffer.byteLength('{"data":[{"') + 1;
    connection.write(bytes.subarray(0, half));
    await eventually('the service has seen the first piece', () =>
      service().state.uploads.count === 1 ? true : null,
    );
    connection.write(bytes.subarray(half, -6));
    connection.write(bytes.subarray(-6));
    expect((await connection.answer()).status).toBe(200);
    connection.destroy();
  });

  test('the whole URL in the request line', async () => {
    const { port } = service();
    const connection = await RawConnection.open(port);
    const json = JSON.stringify(requestOf(1));
    const head = `Host: a\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
    connection.write(`POST http://127.0.0.1:${port}/predictions/xgb HTTP/1.1\r\n${head}`);
    expect((await connection.answer()).status).toBe(200);
    connection.destroy();
  });
});
