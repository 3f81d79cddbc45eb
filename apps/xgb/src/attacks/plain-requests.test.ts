import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childServices } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { expectError } from '../../../service-testing/clients/expect-error';
import { ask } from '../../../service-testing/clients/http-client';
import { RawConnection } from '../../../service-testing/clients/raw-connection';
import { rawConnections } from '../../../service-testing/clients/raw-connections';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { FLAT_MODEL, services } from '../testing/local-service';

const service = services.shared();
const start = services.perTest();
const processes = childServices(path.join(__dirname, '..'));
const clients = rawConnections({ isHalfOpen: true });
const neverReading = rawConnections({ reads: false });

const PATH = '/predictions/xgb';
const BODY = JSON.stringify(requestOf(1));
const HEAD = `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n`;
const PREDICT = HEAD + BODY;

/** A request whose end two readers could see in different places, and the one that would be hidden in it. */
describe('a request that hides another one is answered once, with an error, and the connection is closed', () => {
  const hidden = `GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n`;
  const chunks = `0\r\n\r\n`;

  test.each([
    ['a length and chunks', `Content-Length: ${chunks.length + hidden.length}\r\nTransfer-Encoding: chunked`],
    ['chunks and a length', `Transfer-Encoding: chunked\r\nContent-Length: ${chunks.length + hidden.length}`],
    ['chunks in other letters', 'Content-Length: 5\r\nTRANSFER-ENCODING: Chunked'],
    ['chunks that a line hides', 'Content-Length: 5\r\nX: a\nTransfer-Encoding: chunked'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 44'],
    ['two lengths in one', 'Content-Length: 5, 44'],
    ['a length with a sign', 'Content-Length: +5'],
    ['a length below nothing', 'Content-Length: -5'],
    ['a length with a space in it', 'Content-Length: 4 4'],
    ['a length in hexadecimal', 'Content-Length: 0x5'],
    ['a length beyond 64 bits', 'Content-Length: 18446744073709551621'],
    ['a space before the colon', 'Content-Length : 5'],
    ['NUL in a length', 'Content-Length: 5\0'],
    ['a length on a line that goes on', 'Content-Length: 5\r\n 0'],
    ['a bare carriage return', 'Content-Length: 5\rX: a'],
  ])('%s', async (_what, fields) => {
    // After one that is read directly: where a connection stands must not matter.
    for (const before of ['', PREDICT]) {
      const client = await clients.open(
        service().port,
        `${before}POST ${PATH} HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n${chunks}${hidden}`,
      );
      await eventually('the end of the connection', () => client.isClosed() || null);
      const statuses = [...client.text().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
      expect(statuses).toEqual(before === '' ? ['400'] : ['200', '400']);
      client.socket.destroy();
    }
  });

  test('a longer body than was announced is the next request', async () => {
    const connection = await RawConnection.open(service().port);
    connection.write(`${PREDICT}GET /live HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect((await connection.answer()).status).toBe(200);
    expect((await connection.answer()).text).toBe('{"status":"live"}');
    connection.write(`${PREDICT}${BODY}\r\n\r\n`);
    expect((await connection.answer()).status).toBe(200);
    expectError(await connection.answer(), 400, /^This is not an HTTP\/1\.1 request/);
    await connection.closed();
  });

  test('a shorter one is waited for', async () => {
    const { port, state } = await start();
    const connection = await RawConnection.open(port);
    connection.write(PREDICT.slice(0, -1));
    await eventually('a body being read', () => (state.uploads.count === 1 ? true : null));
    connection.write(BODY.slice(-1));
    expect((await connection.answer()).status).toBe(200);
    connection.destroy();
  });
});

test('a request that comes byte by byte, before and after one that comes at once', async () => {
  const connection = await RawConnection.open(service().port);
  connection.write(PREDICT);
  const { text } = await connection.answer();
  for (const byte of HEAD + BODY) {
    connection.write(byte);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(await connection.answer()).toMatchObject({ status: 200, text });
  connection.write(PREDICT);
  expect(await connection.answer()).toMatchObject({ status: 200, text });
  connection.destroy();
});

test('a body that comes byte by byte', async () => {
  const connection = await RawConnection.open(service().port);
  for (let i = 0; i < 2; i++) {
    connection.write(HEAD);
    for (const byte of BODY) {
      connection.write(byte);
      await new Promise(resolve => setImmediate(resolve));
    }
    expect((await connection.answer()).status).toBe(200);
  }
  connection.destroy();
});

test('ten requests in one piece are answered in order', async () => {
  const { port, logs } = await start();
  const ids = Array.from({ length: 10 }, (_, i) => `id-${i}`);
  const requests = ids.map(id => PREDICT.replace('Host: a', `Host: a\r\nX-Request-ID: ${id}`));
  const client = await clients.open(port, requests.join(''));
  const answered = (): string[] => [...client.text().matchAll(/X-Request-ID: (\S+)/g)].map(([, id]) => id);
  await eventually('ten answers', () => answered().length === ids.length || null);
  expect(answered()).toEqual(ids);
  const logged = (id: string): boolean => logs.some(entry => entry['request_id'] === id);
  await eventually('a line for each', () => ids.every(logged) || null);
});

test.each([
  ['nothing of its body', HEAD, 408, /^The body (did not arrive within|arrives too slowly)/],
  ['half of its body', PREDICT.slice(0, -20), 408, /^The body (did not arrive within|arrives too slowly)/],
  ['half of its head', HEAD.slice(0, 30), 408, /^The request did not arrive within/],
])('a client that sends %s is told when its time is over', async (_what, bytes, status, message) => {
  const { port, state } = await start({ REQUEST_TIMEOUT_MS: '400' });
  const connection = await RawConnection.open(port);
  connection.write(bytes);
  const answer = await connection.answer();
  expectError(answer, status, message);
  expect(answer.headers['connection']).toBe('close');
  await connection.closed();
  await eventually('no connection', () => (state.connections.count === 0 ? true : null));
  expect(state.uploads.heldBytes).toBe(0);
});

test('a connection that says nothing more after its answer is closed, and its time is said', async () => {
  const { port, state } = await start({ KEEP_ALIVE_TIMEOUT_MS: '1000' });
  const client = await clients.open(port, PREDICT);
  await once(client.socket, 'data');
  expect(client.text()).toMatch(/\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1\r\n/);
  await delay(900);
  expect(client.isClosed()).toBe(false);
  await eventually('no connection', () => (state.connections.count === 0 ? true : null));
  await eventually('that the client hears of it', () => (client.isClosed() ? true : null));
});

test('predictions in a row whose answers nobody reads stop being read', async () => {
  const running = await processes.start({ MODEL_DIR: FLAT_MODEL, REQUEST_TIMEOUT_MS: '1500' });
  const count = 20_000;
  const rows = JSON.stringify(requestOf(10));
  const request = `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ${rows.length}\r\n\r\n${rows}`;
  await neverReading.openMany(running.port, 3, Buffer.from(request.repeat(count)));
  expect((await ask(running.port, { path: PATH, body: requestOf(1) })).status).toBe(200);
  const samples = await eventually('their connections are destroyed', async () => {
    const seen = await readMetrics(running.port);
    return seen['http_connections'] === 1 ? seen : null;
  });
  expect(samples['model_predict_rows_count']).toBeLessThan(3 * count);
  expect(samples['process_resident_memory_bytes'] / 1e6).toBeLessThan(500);
});

test('a thousand idle connections that have asked do not hold a service that ends', async () => {
  const running = await processes.start({ MODEL_DIR: FLAT_MODEL, SHUTDOWN_GRACE_MS: '3000' });
  const many = await clients.openMany(running.port, 1_000, PREDICT);
  await eventually('every answer', () => many.every(client => client.text() !== '') || null);
  running.signal('SIGTERM');
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(running.log.at(-1)?.message).toBe('stopped');
});
