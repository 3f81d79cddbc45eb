import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import { promote } from '@reckit/artifacts';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask, sendHalf } from '../../../service-testing/clients/http-client';
import { readMetrics, samplesOf } from '../../../service-testing/conformance/read-metrics';
import { fileOf, FIRST, SECOND } from '../testing/model-folders';
import { checkedRows, gone, PREDICTIONS, servedVersions, workerServices } from './worker-services';

const services = workerServices();
const CLIENTS = 4;

test('a worker that is killed under load is replaced by one of the same version, and its counts stay', async () => {
  const { service, modelDir } = await services.start();
  const { port } = service;
  const body = await checkedRows();
  expect((await ask(port, { path: '/reload', body: { version: SECOND } })).status).toBe(200);
  // A newer wish is not what the others serve.
  await promote(modelDir, 'xgb', FIRST);

  let isLoading = true;
  let answered = 0;
  let lost = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (isLoading) {
      const answer = await ask(port, { path: PREDICTIONS, body, agent }).catch(() => null);
      if (answer) expect(answer.status).toBe(200);
      if (answer) answered++;
      else lost++;
    }
    agent.destroy();
  });
  await eventually('answers', () => answered > 100 || null);
  const before = await readMetrics(port);
  const [victim] = service.helperPids();
  process.kill(victim, 'SIGKILL');
  expect(await service.logged('a worker has ended and is replaced')).toMatchObject({
    pid: victim,
    signal: 'SIGKILL',
    restart_in_ms: 0,
  });
  await eventually(
    'a worker in its place',
    async () => (await readMetrics(port))['service_workers'] === 2 || null,
  );
  expect(service.helperPids()).not.toContain(victim);
  isLoading = false;
  await Promise.all(clients);
  // A client has one request under way, and half of the clients are connected to each.
  expect(lost).toBeLessThanOrEqual(CLIENTS);

  const after = await readMetrics(port);
  const counted = 'model_predict_requests_total{status="200"}';
  expect(before[counted]).toBeGreaterThan(50);
  for (const [name, value] of Object.entries(before)) {
    if (/_(total|count|sum|bucket)\b/.test(name)) {
      expect([name, after[name]]).toEqual([name, Math.max(value, after[name])]);
    }
  }
  expect(after[counted]).toBeLessThanOrEqual(answered + lost);
  expect(after['service_worker_restarts_total']).toBe(1);
  expect(samplesOf(after, 'model_version_info')).toEqual({ [`model_version_info{version="${SECOND}"}`]: 1 });
  expect(await servedVersions(service)).toEqual([SECOND]);
  const workers = new Set(
    service.log.filter(({ message }) => message === 'predict').map(({ worker }) => worker),
  );
  expect([...workers].sort()).toEqual([1, 2]);
});

test('metrics are those of both workers, whichever is asked', async () => {
  const { service } = await services.start();
  const body = await checkedRows();
  for (let count = 0; count < 10; count++) await ask(service.port, { path: PREDICTIONS, body });
  await ask(service.port, { path: PREDICTIONS, body: { data: [] } });
  for (let connection = 0; connection < 2; connection++) {
    const metrics = await readMetrics(service.port);
    expect(metrics).toMatchObject({
      'model_predict_requests_total{status="200"}': 10,
      'model_predict_requests_total{status="400"}': 1,
      model_predict_duration_seconds_count: 11,
      'model_predict_rows_bucket{le="+Inf"}': 10,
      [`model_version_info{version="${FIRST}"}`]: 1,
      [`model_wanted_version_info{version="${FIRST}"}`]: 1,
      model_version_behind: 0,
      service_workers: 2,
      service_worker_restarts_total: 0,
    });
    expect(metrics['process_start_time_seconds']).toBeGreaterThan(Date.now() / 1000 - 600);
  }
});

test('a worker that cannot load what the others serve waits until they serve something else', async () => {
  const { service, modelDir } = await services.start({ MODEL_WATCH_MS: '0' });
  const [victim] = service.helperPids();
  rmSync(fileOf(modelDir, FIRST, ''), { recursive: true });
  process.kill(victim, 'SIGKILL');
  expect(await service.logged('a worker could not start')).toMatchObject({
    error: expect.stringMatching(/1\.0\.0/),
  });
  expect(await servedVersions(service)).toEqual([FIRST]);
  expect((await ask(service.port, { path: '/ready' })).status).toBe(200);

  expect((await ask(service.port, { path: '/reload', body: { version: SECOND } })).status).toBe(200);
  await eventually(
    'two workers',
    async () => (await readMetrics(service.port))['service_workers'] === 2 || null,
  );
  expect(await servedVersions(service)).toEqual([SECOND]);
});

describe('the end', () => {
  test('after SIGTERM all workers end what is in flight, and the service exits 0', async () => {
    const { service } = await services.start({ SHUTDOWN_GRACE_MS: '4000' });
    const body = await checkedRows();
    const halves = [];
    for (let i = 0; i < 4; i++) halves.push(await sendHalf(service.port, PREDICTIONS, body));
    // Each worker knows of its requests once it has answered on a later connection.
    await eventually(
      'requests that are being read',
      async () => (await readMetrics(service.port))['http_reading_requests'] === 4 || null,
    );
    service.signal('SIGTERM');
    await service.logged('shutting down');
    await eventually(
      'a service that is not ready',
      async () => (await ask(service.port, { path: '/ready' })).status === 503 || null,
    );
    expect((await ask(service.port, { path: PREDICTIONS, body })).status).toBe(200);
    for (const half of halves) expect((await half.finish()).status).toBe(200);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.filter(({ message }) => message === 'stopped').map(({ worker }) => worker)).toEqual(
      expect.arrayContaining([1, 2, undefined]),
    );
    expect(service.log.at(-1)).toMatchObject({ message: 'stopped' });
    expect(service.log.at(-1)).not.toHaveProperty('worker');
    expect(service.stderr).toBe('');
  });

  test('a second signal ends all at once', async () => {
    const { service } = await services.start({ SHUTDOWN_GRACE_MS: '60000' });
    const workers = service.helperPids();
    service.signal('SIGTERM');
    await service.logged('shutting down');
    service.signal('SIGTERM');
    expect(await service.ended).toEqual({ code: 143, signal: null });
    await Promise.all(workers.map(gone));
  });

  test('workers do not outlive the first process', async () => {
    const { service } = await services.start();
    const workers = service.helperPids();
    expect(workers).toHaveLength(2);
    service.signal('SIGKILL');
    await Promise.all(workers.map(gone));
  });
});

describe('what prevents the start is one line and exit code 1', () => {
  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { service } = services.spawn({ PORT: String(port) });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.stderr).toBe(
      `xgb: cannot start: port ${port} on 127.0.0.1 is in use; stop what uses it or set PORT.\n`,
    );
    other.close();
  });

  test('a version that is not there', async () => {
    const { service } = services.spawn({ MODEL_VERSION: '9.9.9' });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.stderr).toMatch(/^xgb: cannot start: [^\n]*9\.9\.9[^\n]*\n$/);
  });
});

test('one worker is the process itself', async () => {
  const { service } = services.spawn({ WORKERS: '1' });
  await service.listening();
  // The one that has loaded the model ends.
  await eventually('no process beside it', () => service.helperPids().length === 0 || null);
  expect(service.log[0]).not.toHaveProperty('worker');
  expect(await readMetrics(service.port)).not.toHaveProperty('service_workers');
});
