import { Agent } from 'node:http';
import path from 'node:path';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { rawConnections } from '../../../service-testing/clients/raw-connections';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { FLAT_MODEL } from '../testing/local-service';

const services = childServices(path.join(__dirname, '..'));
const silent = rawConnections({ isHalfOpen: true });

const MANY = 2_000;
/** Enough to take every place twice, where it is not the number that matters. */
const SOME = 130;
const HONEST = 16;
const PREDICTIONS = '/predictions/xgb';
const ANNOUNCED = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n`;

const agents: Agent[] = [];
afterEach(() => agents.splice(0).forEach(agent => agent.destroy()));

function start(environment: Readonly<Record<string, string>>): Promise<ChildService> {
  return services.start({ MODEL_DIR: FLAT_MODEL, ...environment });
}

/** Clients that send one request after the other, a few each; all answers' statuses, each once. */
async function honestStatuses(port: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: HONEST });
  agents.push(agent);
  const statuses = await Promise.all(
    Array.from({ length: HONEST }, async () => {
      const seen: number[] = [];
      for (let i = 0; i < 5; i++) {
        seen.push((await ask(port, { path: PREDICTIONS, body: requestOf(1), agent })).status);
      }
      return seen;
    }),
  );
  return [...new Set(statuses.flat())];
}

test.each([
  [MANY, 'send nothing', ''],
  [SOME, 'send half of their headers', `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nContent-`],
  [MANY, 'announce a body and never send it', `${ANNOUNCED}\r\n`],
  [SOME, 'ask whether they may send a body and never do', `${ANNOUNCED}Expect: 100-continue\r\n\r\n`],
  [SOME, 'send the beginning of a body', `${ANNOUNCED}\r\n{"data":[`],
  [
    SOME,
    'send the first byte of a chunk',
    `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{`,
  ],
  [
    SOME,
    'announce a body that is refused at once',
    'POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n',
  ],
])('%d clients that %s: honest ones notice nothing', async (count, _what, bytes) => {
  const service = await start({ MAX_INFLIGHT: '64' });
  await silent.openMany(service.port, count, bytes);
  await eventually('all connections are there', async () =>
    (await readMetrics(service.port))['http_connections'] > count ? true : null,
  );
  expect(await honestStatuses(service.port)).toEqual([200]);
  expect((await ask(service.port, { path: '/ready' })).status).toBe(200);
  expect((await readMetrics(service.port))['model_inflight_requests']).toBe(0);
  expect(service.stderr).toBe('');
});

test.each([
  ['half of the headers', 'GET /live HTTP/1.1\r\nHo', 408],
  ['a body announced', `${ANNOUNCED}\r\n`, 408],
  ['a body begun', `${ANNOUNCED}\r\n{"data":[`, 408],
  ['a body after 100-continue', `${ANNOUNCED}Expect: 100-continue\r\n\r\n`, 408],
  ['a body that nobody waits for', 'GET /live HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n', 200],
  ['no HTTP at all', 'hello\r\n\r\n', 400],
])('%s: the time of the connection ends, though its client is half-open', async (_what, bytes, status) => {
  const service = await start({ REQUEST_TIMEOUT_MS: '900' });
  const client = await silent.open(service.port, bytes);
  await eventually('an answer', () =>
    client.text().includes('request_id') || client.isClosed() ? true : null,
  );
  await eventually('the connection is destroyed', async () =>
    (await readMetrics(service.port))['http_connections'] === 1 ? true : null,
  );
  const answers = client.text().match(/HTTP\/1\.1 [2-5]\d\d/g);
  expect(answers).toEqual([`HTTP/1.1 ${status}`]);
  // To a connection that is gone, the system answers with a reset.
  client.socket.on('error', () => undefined);
  const poke = setInterval(() => client.socket.write('x'), 20);
  await client.gone.finally(() => clearInterval(poke));
});

test('a body that comes a byte at a time is too slow, with its length announced and in chunks', async () => {
  const service = await start({ REQUEST_TIMEOUT_MS: '1500' });
  const clients = [
    await silent.open(service.port, `${ANNOUNCED}\r\n`),
    await silent.open(
      service.port,
      `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ),
  ];
  const trickle = setInterval(() => {
    if (!clients[0].isClosed()) clients[0].socket.write(' ');
    if (!clients[1].isClosed()) clients[1].socket.write('1\r\n \r\n');
  }, 25);
  try {
    for (const client of clients) {
      await eventually('an answer', () => (client.text().includes('request_id') ? true : null));
      expect(client.text()).toMatch(/^HTTP\/1\.1 408 .*The body arrives too slowly: \d+ bytes in /s);
    }
  } finally {
    clearInterval(trickle);
  }
});

test('more connections than MAX_CONNECTIONS: the silent ones make room', async () => {
  const service = await start({ MAX_CONNECTIONS: '50' });
  const first = await silent.openMany(service.port, 200);
  expect(await honestStatuses(service.port)).toEqual([200]);
  expect((await readMetrics(service.port))['http_connections']).toBeLessThanOrEqual(50);
  await eventually('those that had to go', () =>
    first.filter(client => client.isClosed()).length >= 150 ? true : null,
  );
});

test('more connections than the system gives descriptors: the service lives and serves', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL }, { descriptors: 200 });
  await silent.openMany(service.port, 400);
  expect(await honestStatuses(service.port)).toEqual([200]);
  expect((await ask(service.port, { method: 'POST', path: '/reload' })).status).toBe(200);
  expect(service.stderr).toBe('');
});

test('silent clients do not hold a service that is told to end', async () => {
  const service = await start({ SHUTDOWN_GRACE_MS: '2000' });
  for (const bytes of ['', 'GET /li', `${ANNOUNCED}\r\n`]) await silent.openMany(service.port, 20, bytes);
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
});
