import { eventually } from '../../../service-testing/clients/eventually';
import { expectError } from '../../../service-testing/clients/expect-error';
import { RawConnection } from '../../../service-testing/clients/raw-connection';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { holdScoring } from '../testing/hold-scoring';
import { services } from '../testing/local-service';

const service = services.shared();
const start = services.perTest();
afterEach(() => jest.restoreAllMocks());

const BODY = JSON.stringify(requestOf(1));
const PREDICT = `POST /predictions/xgb HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

describe('what node:http would answer by itself is JSON with an id, too', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, /^This is not an HTTP\/1\.1 request that can be read/],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400, /Invalid method/],
    [
      'the beginning of HTTP/2',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      400,
      /^This is not an HTTP\/1\.1 request/,
    ],
    ['HTTP/1.2', 'GET /live HTTP/1.2\r\nHost: a\r\n\r\n', 400, /Invalid HTTP version/],
    [
      'a control character in a header',
      'GET /live HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\x01b\r\n\r\n',
      400,
      /header/,
    ],
    [
      'headers without an end',
      `GET /live HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      /^The header fields are longer than 16384 bytes/,
    ],
    [
      'a length and chunks',
      'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      /^This is not an HTTP\/1\.1 request/,
    ],
    [
      'a chunk without a size',
      'POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      /Invalid character in chunk size/,
    ],
    ['no Host', 'GET /live HTTP/1.1\r\n\r\n', 400, /^The request has no Host header field/],
    [
      'two Hosts',
      'GET /live HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n',
      400,
      /^The request has 2 Host header fields/,
    ],
    [
      'no Host, predictions',
      PREDICT.replace('Host: a\r\n', ''),
      400,
      /^The request has no Host header field/,
    ],
    [
      'an Expect that nobody knows',
      'GET /live HTTP/1.1\r\nHost: a\r\nExpect: banana\r\n\r\n',
      417,
      'Expect "banana" cannot be met; only 100-continue can.',
    ],
    ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 405, /^Method CONNECT is not allowed here/],
    ['TRACE', 'TRACE /live HTTP/1.1\r\nHost: a\r\n\r\n', 405, /^Method TRACE is not allowed here/],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 404, /^There is no /],
  ])('%s', async (_name, bytes, status, message) => {
    const connection = await RawConnection.open(service().port);
    connection.write(bytes);
    expectError(await connection.answer(), status, message);
    connection.destroy();
  });

  test.each([
    ['HTTP/1.0 needs no Host', 'GET /live HTTP/1.0\r\n\r\n'],
    [
      'a wish to upgrade is not followed',
      'GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    ],
  ])('%s', async (_name, bytes) => {
    const connection = await RawConnection.open(service().port);
    connection.write(bytes);
    expect((await connection.answer()).status).toBe(200);
    connection.destroy();
  });
});

describe('an error of the connection keeps the order of answers', () => {
  test('rubbish after a request waits for its answer', async () => {
    const { port, state } = await start();
    const release = holdScoring(state.models.first.handle.current);
    const connection = await RawConnection.open(port);
    connection.write(`${PREDICT}rubbish\r\n\r\n`);
    await eventually('a request in flight', () => (state.inflight === 1 ? true : null));
    release();
    expect((await connection.answer()).status).toBe(200);
    expectError(await connection.answer(), 400, /^This is not an HTTP\/1\.1 request/);
    await connection.closed();
  });

  test('a broken body whose request was answered before gets no second answer', async () => {
    const connection = await RawConnection.open(service().port);
    connection.write('GET /live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    expect((await connection.answer()).status).toBe(200);
    connection.write('zz\r\n');
    await connection.closed();
    await expect(connection.answer()).rejects.toThrow('ended before an answer');
  });
});

describe('what is quoted of a client is short and one line', () => {
  const long = `x${'y'.repeat(5_000)}`;

  test.each([
    ['a path', `GET /${long} HTTP/1.1\r\nHost: a\r\n\r\n`, 404],
    ['a model', `POST /predictions/${long} HTTP/1.1\r\nHost: a\r\n\r\n`, 404],
    [
      'a model with line breaks',
      'POST /predictions/a%0d%0ab%1b%5b31m%c2%9b HTTP/1.1\r\nHost: a\r\n\r\n',
      404,
    ],
    ['a version', `POST /predictions/xgb/${long} HTTP/1.1\r\nHost: a\r\n\r\n`, 404],
    ['a content type', `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: ${long}\r\n\r\n`, 415],
    ['an encoding', `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Encoding: ${long}\r\n\r\n`, 415],
    ['an Expect', `POST /predict HTTP/1.1\r\nHost: a\r\nExpect: ${long}\r\n\r\n`, 417],
  ])('%s', async (_what, bytes, status) => {
    const connection = await RawConnection.open(service().port);
    connection.write(bytes);
    const answer = await connection.answer();
    expect(answer.status).toBe(status);
    const { detail }: { detail: string } = JSON.parse(answer.text);
    expect(detail.length).toBeLessThanOrEqual(300);
    expect(detail).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    connection.destroy();
  });

  test('an X-Request-ID of thousands of characters is cut, in the answer and in the log', async () => {
    const { port, logs } = await start();
    const connection = await RawConnection.open(port);
    connection.write(
      `POST /predict HTTP/1.1\r\nHost: a\r\nX-Request-ID: ${long}\r\nContent-Length: 2\r\n\r\n{}`,
    );
    const { headers } = await connection.answer();
    expect(headers['x-request-id']).toBe(long.slice(0, 200));
    expect(logs.find(({ message }) => message === 'predict refused')?.['request_id']).toBe(
      long.slice(0, 200),
    );
    connection.destroy();
  });
});

test('a body that is announced far too long is refused before it comes', async () => {
  const connection = await RawConnection.open(service().port);
  connection.write('POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n');
  const answer = await connection.answer();
  expectError(answer, 413, /^The body is longer than 16777216 bytes \(MAX_BODY_BYTES\)/);
  expect(answer.headers['connection']).toBe('close');
  await connection.closed();
});

test('errors of accepting connections are logged once a second, and end nothing', async () => {
  const { server, logs, port } = await start();
  for (let i = 0; i < 5; i++) server.emit('error', new Error('accept EMFILE'));
  expect(logs.filter(({ message }) => message === 'a connection was not accepted')).toHaveLength(1);
  const connection = await RawConnection.open(port);
  connection.write(PREDICT);
  expect((await connection.answer()).status).toBe(200);
  connection.destroy();
});
