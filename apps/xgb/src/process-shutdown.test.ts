import { Agent } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { childServices, type ChildService } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { ask, sendHalf } from '../../service-testing/clients/http-client';
import { FIRST, modelFolders, readFixtureManifest } from './testing/model-folders';

const services = childServices(__dirname);
const newModelDir = modelFolders();

const PREDICTIONS = '/predictions/xgb';
/** Long enough that a test which waited for its end would fail. */
const LONG_GRACE_MS = 60_000;

const agents: Agent[] = [];
afterEach(() => agents.splice(0).forEach(agent => agent.destroy()));

function start(graceMs: number): Promise<ChildService> {
  return services.start({ MODEL_DIR: newModelDir(), SHUTDOWN_GRACE_MS: String(graceMs) });
}

/** Connections that stay open between requests. */
function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return agent;
}

async function checkedRows(): Promise<{ data: readonly object[] }> {
  return { data: (await readFixtureManifest(FIRST)).signatures[0].checks.rows };
}

/** Settles once new connections are refused, as they are when the service takes no more requests. */
async function closing(service: ChildService): Promise<void> {
  await eventually('a service that takes no more connections', async () => {
    const socket = connect(service.port, '127.0.0.1');
    const refused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'error').then(() => true),
    ]).catch(() => true);
    socket.destroy();
    return refused || null;
  });
}

describe.each(['SIGTERM', 'SIGINT'] as const)('after %s', signal => {
  test('new requests are answered for a while, those in flight to their end, and then it exits 0', async () => {
    const service = await start(6_000);
    const body = await checkedRows();
    const early = await sendHalf(service.port, PREDICTIONS, body);
    const late = await sendHalf(service.port, PREDICTIONS, body);
    expect((await ask(service.port, { path: '/ready' })).status).toBe(200);

    service.signal(signal);
    expect(await service.logged('shutting down')).toMatchObject({ signal, in_flight: 0, reading: 2 });
    const ready = await ask(service.port, { path: '/ready' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toEqual({ status: 'draining' });
    expect((await ask(service.port, { path: '/live' })).status).toBe(200);
    const fresh = await ask(service.port, { path: PREDICTIONS, body });
    expect(fresh.status).toBe(200);
    expect(fresh.headers.connection).toBe('close');
    expect(await early.finish()).toMatchObject({ status: 200, text: fresh.text });

    await closing(service);
    expect(await late.finish()).toMatchObject({ status: 200, text: fresh.text });
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.at(-1)?.message).toBe('stopped');
    expect(service.stderr).toBe('');
  });
});

describe('connections that are kept alive', () => {
  test('one that was idle when the port was closed is answered once more', async () => {
    const service = await start(20_000);
    const agent = keepAlive();
    const body = await checkedRows();
    const before = await ask(service.port, { path: PREDICTIONS, body, agent });
    service.signal('SIGTERM');
    await closing(service);
    const { status, text, headers } = await ask(service.port, { path: PREDICTIONS, body, agent });
    expect({ status, text, connection: headers.connection }).toEqual({
      status: 200,
      text: before.text,
      connection: 'close',
    });
    // Nobody is waited for any more.
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.at(-1)?.message).toBe('stopped');
  });

  test('one that stays idle is closed', async () => {
    const service = await start(6_000);
    const agent = keepAlive();
    await ask(service.port, { path: '/live', agent });
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);

    service.signal('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.at(-1)?.message).toBe('stopped');
  });

  test('one on which nothing was ever sent is closed', async () => {
    const service = await start(6_000);
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    // The service knows the connection once it has answered on a later one.
    await ask(service.port, { path: '/live' });
    service.signal('SIGTERM');
    await closed;
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.at(-1)?.message).toBe('stopped');
  });

  test('one whose request ends after the others were closed is closed', async () => {
    const service = await start(6_000);
    const [agent, idle] = [keepAlive(), keepAlive()];
    const slow = await sendHalf(service.port, PREDICTIONS, await checkedRows(), agent);
    await ask(service.port, { path: '/live', agent: idle });
    service.signal('SIGTERM');
    await eventually(
      'the end of the idle connection',
      () => Object.values(idle.freeSockets).flat().length === 0 || null,
    );
    expect((await slow.finish()).status).toBe(200);
    await slow.closed;
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.at(-1)?.message).toBe('stopped');
  });
});

test('a client that hangs does not hold the process beyond its grace time', async () => {
  const graceMs = 5_000;
  const service = await start(graceMs);
  const hanging = await sendHalf(service.port, PREDICTIONS, await checkedRows());
  const begin = performance.now();
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - begin).toBeLessThan(graceMs);
  await hanging.closed;
  expect(service.log.at(-1)).toMatchObject({ message: 'stopped with requests in flight', reading: 1 });
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a second signal, %s, exits at once', async (signal, code) => {
  const service = await start(LONG_GRACE_MS);
  await sendHalf(service.port, PREDICTIONS, await checkedRows());
  service.signal('SIGTERM');
  await service.logged('shutting down');
  service.signal(signal);
  expect(await service.ended).toEqual({ code, signal: null });
});
