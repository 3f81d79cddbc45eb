import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { ask } from '../../../service-testing/clients/http-client';
import { rawConnections } from '../../../service-testing/clients/raw-connections';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { FLAT_MODEL } from '../testing/local-service';

const services = childServices(path.join(__dirname, '..'));
const pooled = rawConnections();

const PREDICTIONS = '/predictions/xgb';
const BODY = JSON.stringify(requestOf(1));
const PREDICT = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** Go keeps connections for 90 s beside the default of 120 s; here, both are a fortieth of it. */
const KEEP_ALIVE_TIMEOUT_MS = 3_000;
const IDLE_MS = 2_250;

function start(): Promise<ChildService> {
  return services.start({
    MODEL_DIR: FLAT_MODEL,
    KEEP_ALIVE_TIMEOUT_MS: String(KEEP_ALIVE_TIMEOUT_MS),
    // Shorter than the idle time: that of a request must not end a connection between two.
    REQUEST_TIMEOUT_MS: '1000',
  });
}

const proxies: Server[] = [];
const agents: Agent[] = [];
afterEach(async () => {
  agents.splice(0).forEach(agent => agent.destroy());
  await Promise.all(
    proxies.splice(0).map(proxy => {
      proxy.closeAllConnections();
      return new Promise(resolve => proxy.close(resolve));
    }),
  );
});

test('a pool that keeps idle connections finds them open: those that asked, and those that were opened in advance', async () => {
  const service = await start();
  const used = await pooled.openMany(service.port, 8, PREDICT);
  const unused = await pooled.openMany(service.port, 8);
  const clients = [...used, ...unused];
  await delay(IDLE_MS);
  expect(clients.map(client => client.isClosed())).toEqual(clients.map(() => false));
  // Nor has anybody been told anything that was not asked.
  expect(unused.map(client => client.text())).toEqual(unused.map(() => ''));

  const before = clients.map(client => client.text().length);
  for (const { socket } of clients) socket.write(PREDICT);
  await Promise.all(clients.map(({ socket }) => once(socket, 'data')));
  clients.forEach((client, i) => expect(client.text().slice(before[i])).toMatch(/^HTTP\/1\.1 200 /));

  await Promise.all(clients.map(client => client.gone));
});

test('a proxy that uses its connections again loses no request', async () => {
  const service = await start();
  const upstream = new Agent({ keepAlive: true, maxSockets: 4 });
  agents.push(upstream);
  const used = { first: 0, again: 0 };
  const proxy = createServer((incoming, outgoing) => {
    const { url: target, method } = incoming;
    const headers = { ...incoming.headers, connection: 'keep-alive' };
    const forwarded = request(
      { port: service.port, host: '127.0.0.1', path: target, method, headers, agent: upstream },
      answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('socket', () => used[forwarded.reusedSocket ? 'again' : 'first']++);
    forwarded.on('error', error => outgoing.writeHead(502).end(error.message));
    incoming.pipe(forwarded);
  });
  proxies.push(proxy);
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const burst = (): Promise<number[]> =>
    Promise.all(
      Array.from(
        { length: 4 },
        async () => (await ask(port, { path: PREDICTIONS, body: requestOf(1) })).status,
      ),
    );

  expect(await burst()).toEqual([200, 200, 200, 200]);
  const usedAtOnce = used.again;
  // Node's client believes the Keep-Alive header, and lets go a second earlier.
  await delay(KEEP_ALIVE_TIMEOUT_MS - 1_500);
  expect(await burst()).toEqual([200, 200, 200, 200]);
  expect(used.again).toBeGreaterThan(usedAtOnce);
});

test('after SIGTERM answers say that the connection is closed, and it is', async () => {
  const service = await start();
  const [first, second] = await pooled.openMany(service.port, 2, PREDICT);
  await Promise.all([first, second].map(({ socket }) => once(socket, 'data')));
  service.signal('SIGTERM');
  await service.logged('shutting down');
  first.socket.write(PREDICT);
  await first.gone;
  expect(first.text().match(/^Connection: .*$/gm)).toEqual(['Connection: keep-alive', 'Connection: close']);
  await second.gone;
  expect(await service.ended).toEqual({ code: 0, signal: null });
});
