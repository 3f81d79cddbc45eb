import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { BadRequest, Unauthorized } from '@reckit/protocol';
import { definitionOf } from '../../../testing/definition-of';
import type { Exchange } from '../../infer/exchange';
import { readConfig } from '../../lifecycle/config';
import { createLogger } from '../../lifecycle/logger';
import { HttpProtocols } from '../../protocols/http-protocols';
import { ServiceState } from '../../service-state';
import { createHttpServer } from '../server/http-server';

const PATH = '/predictions/a';
const VERSION = 'v1';

function post(body: string, fields = '', path = PATH): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\n${fields}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** What answers, for a test to choose; by default each body comes back. */
type Answering = (exchange: Exchange) => Promise<void> | void;

async function echo(exchange: Exchange): Promise<void> {
  try {
    const body = await exchange.read();
    exchange.send({ kind: 'json', text: body.bytes.toString('latin1') }, VERSION);
    body.release();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    exchange.refuse(error);
  }
}

interface Started {
  readonly state: ServiceState;
  readonly server: Server;
  /** The targets of the requests that node:http has read. */
  readonly byNode: string[];
  open(): Promise<Client>;
}

/** What has come back over a connection. */
interface Client {
  readonly socket: Socket;
  text(): string;
  /** Waits for so many answers, and gives their bodies. */
  bodies(count: number): Promise<readonly string[]>;
}

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  // One that is paused would never hear that its server has gone.
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

/** A server that has no model: what answers is given. */
async function start(answer: Answering = echo): Promise<Started> {
  const config = readConfig({}, 0);
  const logger = createLogger('a', { logLevel: 'error', logFormat: 'json' });
  const state = new ServiceState({ title: 'A', definitions: [definitionOf('a')] }, config, logger);
  const protocols = new HttpProtocols(state);
  const byNode: string[] = [];
  const server = createHttpServer(state, {
    request: (request, response) => {
      byNode.push(request.url ?? '');
      request.resume().on('end', () => response.setHeader('Content-Length', 4).end('node'));
    },
    expectation: (_request, response) => response.end(),
    match: head => protocols.match(head),
    answer: (_request, exchange) => void answer(exchange),
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { state, server, byNode, open: () => openClient(port) };
}

async function openClient(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', chunk => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const bodies = (): string[] =>
    [...text.matchAll(/Content-Length: (\d+)\r\n[^]*?\r\n\r\n/gi)].map(({ 0: head, 1: length, index }) =>
      text.slice(index + head.length, index + head.length + Number(length)),
    );
  return {
    socket,
    text: () => text,
    async bodies(count) {
      while (bodies().length < count) await once(socket, 'data');
      return bodies();
    },
  };
}

test('a prediction is answered in the form of node:http, without it', async () => {
  const { byNode, open } = await start();
  const client = await open();
  client.socket.write(post('[1]', 'X-Request-ID: a-1\r\n'));
  await client.bodies(1);
  expect(client.text().replace(/^Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/m, 'Date: now')).toBe(
    [
      'HTTP/1.1 200 OK',
      'X-Request-ID: a-1',
      'X-Model-Version: v1',
      'Content-Type: application/json',
      'Content-Length: 3',
      'Date: now',
      'Connection: keep-alive',
      'Keep-Alive: timeout=120',
      '',
      '[1]',
    ].join('\r\n'),
  );
  expect(byNode).toEqual([]);
});

test('an error has the header fields that belong to it, and its body is UTF-8', async () => {
  const { open } = await start(exchange => exchange.refuse(new Unauthorized()));
  const client = await open();
  client.socket.write(post('[1]', 'X-Request-ID: a-1\r\n'));
  const [body] = await client.bodies(1);
  expect(client.text()).toMatch(
    /^HTTP\/1\.1 401 Unauthorized\r\nX-Request-ID: a-1\r\nWWW-Authenticate: Bearer /,
  );
  expect(JSON.parse(body)).toMatchObject({ request_id: 'a-1' });
});

test.each([
  ['to something else', 'GET /live HTTP/1.1\r\nHost: a\r\n\r\n', '/live'],
  ['in another form', post('[2]').replace('POST', '\r\nPOST'), PATH],
  ['with a long body', post(' '.repeat(1_048_577)), PATH],
])('from a request %s on, a connection is read by node:http', async (_what, bytes, url) => {
  const { byNode, open } = await start();
  const client = await open();
  client.socket.write(post('[1]'));
  await client.bodies(1);
  client.socket.write(bytes);
  await client.bodies(2);
  client.socket.write(post('[3]'));
  expect(await client.bodies(3)).toEqual(['[1]', 'node', 'node']);
  expect(byNode).toEqual([url, PATH]);
});

test('requests in one piece are answered in order, the last of them by node:http', async () => {
  const { byNode, open } = await start();
  const client = await open();
  const tens = Array.from({ length: 10 }, (_, i) => `[${'1'.repeat(i)}]`);
  client.socket.write(
    `${tens.map(body => post(body)).join('')}GET /live HTTP/1.1\r\nHost: a\r\n\r\n${post('[]')}`,
  );
  expect(await client.bodies(12)).toEqual([...tens, 'node', 'node']);
  expect(byNode).toEqual(['/live', PATH]);
});

test.each([1, 2, 7, 60, 130])('two requests in pieces of %d bytes', async pieceBytes => {
  const { open } = await start();
  const client = await open();
  const bytes = post('[1,"a"]') + post('[2]');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    client.socket.write(bytes.slice(at, at + pieceBytes));
    await new Promise(resolve => setImmediate(resolve));
  }
  const bodies = await client.bodies(2);
  // Where a head was cut in two, node:http has read it, and what came after.
  expect(bodies.join()).toMatch(/^(\[1,"a"\],(\[2\]|node)|node,node)$/);
});

/** The head, then the body in two. */
async function sendSlowly(client: Client, state: ServiceState, body: string): Promise<void> {
  const bytes = post(body);
  client.socket.write(bytes.slice(0, -body.length));
  while (state.uploads.count === 0) await new Promise(resolve => setImmediate(resolve));
  client.socket.write(bytes.slice(-body.length, -1));
  while (state.uploads.heldBytes < body.length - 1) await new Promise(resolve => setImmediate(resolve));
}

test('a body that comes later is waited for, counted meanwhile, and what follows it is read', async () => {
  const { byNode, state, open } = await start();
  const client = await open();
  await sendSlowly(client, state, '[1,2]');
  expect([state.uploads.count, state.uploads.heldBytes >= 4]).toEqual([1, true]);
  client.socket.write(`]${post('[3]')}`);
  expect(await client.bodies(2)).toEqual(['[1,2]', '[3]']);
  expect([state.uploads.count, state.uploads.heldBytes, byNode.length]).toEqual([0, 0, 0]);
});

test('a request that is refused before its body comes: what comes of it is thrown away', async () => {
  let refused = 0;
  const { open } = await start(exchange =>
    refused++ === 0 ? exchange.refuse(new Unauthorized()) : echo(exchange),
  );
  const client = await open();
  const [head, body] = post('[1,2,3]').split(/(?<=\r\n\r\n)/);
  client.socket.write(head);
  await client.bodies(1);
  client.socket.write(body.slice(0, 3));
  client.socket.write(`${body.slice(3)}${post('[4]')}`);
  expect((await client.bodies(2))[1]).toBe('[4]');
});

test('a body is not read before it is known whether it is wanted', async () => {
  let admit = (): void => undefined;
  const admitted = new Promise<void>(resolve => (admit = resolve));
  const { state, open } = await start(exchange => admitted.then(() => echo(exchange)));
  const client = await open();
  const [head, body] = post('[1,2,3]').split(/(?<=\r\n\r\n)/);
  client.socket.write(head);
  client.socket.write(body.slice(0, 3));
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
  expect([state.uploads.count, state.uploads.heldBytes]).toEqual([0, 0]);
  client.socket.write(body.slice(3));
  admit();
  expect(await client.bodies(1)).toEqual(['[1,2,3]']);
});

test('a client that ends its side within a body is told so', async () => {
  const { state, open } = await start();
  const client = await open();
  await sendSlowly(client, state, '[1,2]');
  client.socket.end();
  await client.bodies(1);
  expect(client.text()).toMatch(
    /^HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n[^]*broke off before it was complete/,
  );
  await once(client.socket, 'close');
});

test('a client that ends its side after its requests has all answers', async () => {
  const { open } = await start();
  const client = await open();
  client.socket.end(post('[1]') + post('[2]') + post('[3]'));
  expect(await client.bodies(3)).toEqual(['[1]', '[2]', '[3]']);
  await once(client.socket, 'close');
});

describe('a client that is gone', () => {
  /** Settles when the service knows of no connection. */
  async function gone(state: ServiceState): Promise<void> {
    while (state.connections.count > 0) await new Promise(resolve => setImmediate(resolve));
  }

  test('within a body: nothing is held of it', async () => {
    const { state, open } = await start();
    const client = await open();
    await sendSlowly(client, state, '[1,2]');
    client.socket.resetAndDestroy();
    await gone(state);
    expect([state.uploads.count, state.uploads.heldBytes]).toEqual([0, 0]);
  });

  test('while it is answered: nothing is sent', async () => {
    const held: Exchange[] = [];
    const { state, open } = await start(exchange => void held.push(exchange));
    const client = await open();
    client.socket.write(post('[1]'));
    while (held.length === 0) await new Promise(resolve => setImmediate(resolve));
    client.socket.resetAndDestroy();
    await gone(state);
    await echo(held[0]);
    expect(client.text()).toBe('');
  });
});

test('Connection: close is done', async () => {
  const { open } = await start();
  const client = await open();
  client.socket.write(post('[1]', 'Connection: close\r\n'));
  await once(client.socket, 'close');
  expect(await client.bodies(1)).toEqual(['[1]']);
  expect(client.text()).toMatch(/\r\nConnection: close\r\n/);
});

test('what ends the service ends what is idle, and nothing else', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => (release = resolve));
  let asked = 0;
  const { server, state, open } = await start(exchange =>
    asked++ === 0 ? echo(exchange) : released.then(() => echo(exchange)),
  );
  const [idle, silent, busy] = [await open(), await open(), await open()];
  idle.socket.write(post('[1]'));
  await idle.bodies(1);
  busy.socket.write(post('[2]'));
  while (asked < 2) await new Promise(resolve => setImmediate(resolve));
  const closed = new Promise(resolve => server.close(resolve));
  state.phase = 'draining';
  await Promise.all([once(idle.socket, 'close'), once(silent.socket, 'close')]);
  release();
  await once(busy.socket, 'close');
  expect(busy.text()).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n[^]*\[2\]$/);
  await closed;
});

test('answers that nobody takes stop the next requests from being read', async () => {
  let asked = 0;
  const { open } = await start(exchange => {
    asked++;
    exchange.send({ kind: 'bytes', bytes: Buffer.alloc(60_000), headers: {} }, VERSION);
  });
  const client = await open();
  client.socket.pause();
  client.socket.write(post('[]').repeat(2_000));
  let before = -1;
  while (asked === 0 || asked !== before) {
    before = asked;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(1_000);
});
