import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childServices } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { ask, sendHalf } from '../../service-testing/clients/http-client';
import { readMetrics } from '../../service-testing/conformance/read-metrics';
import { requestOf } from '../../service-testing/packages/sample-rows';
import { flatModels, RANKING, VERSIONS } from './testing/local-service';

const services = childServices(__dirname);
const MODEL_DIR = flatModels();
const ENABLED_MODELS = RANKING.join();
const CLIENTS = 2;

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-hang-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Has every process that loads a model hang as soon as it has something to load, and then leave a file. */
function loadersThatHang(): { readonly options: string; readonly hangs: string } {
  const [program, hangs] = ['hang.cjs', 'hangs'].map(name => path.join(folder, name));
  const hang = `require('node:fs').writeFileSync(${JSON.stringify(hangs)}, '');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);`;
  writeFileSync(
    program,
    `if (process.argv[1]?.endsWith('model-loader.js')) process.once('message', () => { ${hang} });`,
  );
  return { options: `--require ${program}`, hangs };
}

test('one model is reloaded, and then all, while all are called: not one request fails', async () => {
  const { port } = await services.start({ MODEL_DIR, ENABLED_MODELS });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const first = new Map<string, string>();
  for (const name of RANKING) {
    first.set(name, (await ask(port, { path: `/predictions/${name}`, body: requestOf(5) })).text);
  }
  let isOver = false;
  const wrong: string[] = [];
  let answered = 0;
  const client = async (_nothing: unknown, i: number): Promise<void> => {
    for (let call = i; !isOver; call++) {
      const name = RANKING[call % RANKING.length];
      const { status, text } = await ask(port, { path: `/predictions/${name}`, body: requestOf(5), agent });
      answered++;
      if (status !== 200 || text !== first.get(name)) wrong.push(`${name} ${status} ${text}`);
      // Loads give way to requests, and the tests need not wait for that.
      await delay(2);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const reloads: number[] = [];
  for (const body of [{ model: 'mmoe' }, {}]) {
    reloads.push((await ask(port, { path: '/reload', body })).status);
  }
  isOver = true;
  await Promise.all(clients);
  agent.destroy();
  expect(reloads).toEqual([200, 200]);
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(CLIENTS);
  const samples = await readMetrics(port);
  for (const [name, version] of Object.entries(VERSIONS)) {
    expect(samples[`model_reload_total{model="${name}",status="success"}`]).toBe(name === 'mmoe' ? 2 : 1);
    expect(samples[`model_version_info{model="${name}",version="${version}"}`]).toBe(1);
    expect(samples[`model_predict_requests_total{model="${name}",status="200"}`]).toBeGreaterThan(0);
  }
});

test('reloads at once are done one after the other, with one process at a time beside the next', async () => {
  const service = await services.start({ MODEL_DIR, ENABLED_MODELS });
  await eventually('loaders that have ended', () => (service.helperPids().length === 0 ? true : null));
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, service.helperPids().length);
      await delay(20);
    }
  })();
  const answers = await Promise.all([0, 1].map(() => ask(service.port, { path: '/reload', method: 'POST' })));
  isOver = true;
  await watching;
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  // One that loads, one that starts, and one that was ended and is not gone yet.
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(3);
});

test('after SIGTERM requests for every model are answered to their end, and then it exits 0', async () => {
  const service = await services.start({ MODEL_DIR, ENABLED_MODELS, SHUTDOWN_GRACE_MS: '6000' });
  const { port } = service;
  const late = await Promise.all(RANKING.map(name => sendHalf(port, `/predictions/${name}`, requestOf(2))));
  await eventually('bodies that are being read', async () =>
    (await readMetrics(port))['http_reading_requests'] === RANKING.length ? true : null,
  );
  service.signal('SIGTERM');
  expect(await service.logged('shutting down')).toMatchObject({ reading: RANKING.length });
  const ready = await ask(port, { path: '/ready' });
  expect(ready).toMatchObject({ status: 503, text: '{"status":"draining","not_loaded":[]}' });
  for (const name of RANKING) {
    expect((await ask(port, { path: `/predictions/${name}`, body: requestOf(1) })).status).toBe(200);
  }
  const answers = await Promise.all(late.map(half => half.finish()));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.log.at(-1)?.message).toBe('stopped');
  expect(service.stderr).toBe('');
});

test('SIGTERM during the loads of the start ends the process, with none of the models that wait', async () => {
  const { options, hangs } = loadersThatHang();
  const environment = { MODEL_DIR, ENABLED_MODELS, SHUTDOWN_GRACE_MS: '300' };
  const service = services.spawn({ ...environment, NODE_OPTIONS: options });
  // Signals are heard before anything is loaded.
  await eventually('a load under way', () => existsSync(hangs) || null);
  service.signal('SIGTERM');
  const { code, signal } = await service.ended;
  expect([code, signal]).toEqual([0, null]);
  expect(service.log.some(({ message }) => message.startsWith('listening on '))).toBe(false);
});
