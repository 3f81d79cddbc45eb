import { promote } from '@reckit/artifacts';
import { childPidsOf } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { readMetrics, samplesOf } from '../../../service-testing/conformance/read-metrics';
import { FIRST, SECOND } from '../testing/model-folders';
import { servedVersions, workerServices } from './worker-services';

const services = workerServices();

test('a reload that one worker fails changes none, and the answer says why', async () => {
  const { service } = await services.start();
  const { port } = service;
  const reload = ask(port, { path: '/reload', body: { version: SECOND } });
  // The workers load one after the other, each in a process of its own.
  const workers = service.helperPids();
  const loaders = (): (readonly number[])[] => workers.map(pid => childPidsOf(pid));
  const [firstOne] = await eventually('a worker that loads', () => {
    const loading = loaders().flatMap((pids, i) => (pids.length > 0 ? [i] : []));
    return loading.length > 0 ? loading : null;
  });
  const victim = await eventually('the second worker that loads', () => loaders()[1 - firstOne][0]);
  process.kill(victim, 'SIGKILL');

  const answer = await reload;
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.text)).toEqual({
    detail: expect.stringMatching(
      /^Model reload failed: xgb 2\.0\.0: the process that verified it ended with SIGKILL/,
    ),
    request_id: answer.headers['x-request-id'],
  });
  expect(await servedVersions(service)).toEqual([FIRST]);
  const metrics = await readMetrics(port);
  expect(samplesOf(metrics, 'model_reload_total')).toEqual({ 'model_reload_total{status="failure"}': 1 });
  expect(samplesOf(metrics, 'model_version_info')).toEqual({ [`model_version_info{version="${FIRST}"}`]: 1 });
  expect(service.helperPids()).toEqual(workers);

  // The same request again finds nothing in its way.
  const again = await ask(port, { path: '/reload', body: { version: SECOND } });
  expect(JSON.parse(again.text)).toMatchObject({ old_version: FIRST, new_version: SECOND, feature_count: 7 });
  expect(await servedVersions(service)).toEqual([SECOND]);
});

test('two reloads at once are done one after the other, on all workers', async () => {
  const { service } = await services.start();
  const versions = [SECOND, FIRST, SECOND];
  const answers = await Promise.all(
    versions.map(version => ask(service.port, { path: '/reload', body: { version } })),
  );
  const loaded = answers.map(({ status, text }) => {
    expect(status).toBe(200);
    const { old_version, new_version }: { old_version: string; new_version: string } = JSON.parse(text);
    return [old_version, new_version];
  });
  expect(loaded.map(([, version]) => version)).toEqual(versions);
  // Each began with what another one, or the start, had left, in whatever order they came.
  const changes = loaded.filter(([old, version]) => old !== version).length;
  const [last, ...others] = await servedVersions(service);
  expect(others).toEqual([]);
  expect(changes % 2).toBe(last === FIRST ? 0 : 1);
  expect(samplesOf(await readMetrics(service.port), 'model_reload_total')).toEqual({
    'model_reload_total{status="success"}': 3,
  });
});

test('a model that is missing is 404, and no worker says it twice', async () => {
  const { service } = await services.start();
  const answer = await ask(service.port, { path: '/reload', body: { version: '9.9.9' } });
  expect(answer.status).toBe(404);
  expect(answer.text).toMatch(/9\.9\.9/);
  await service.logged('reload failed, the old model goes on serving');
  expect(service.log.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('a model that is unloaded serves on no worker, nor on one that comes later, until it is loaded again', async () => {
  const { service } = await services.start();
  const { port } = service;
  const repository = '/v2/repository/models/xgb';
  const [victim] = service.helperPids();
  expect((await ask(port, { path: `${repository}/unload`, method: 'POST' })).status).toBe(200);
  expect(await servedVersions(service)).toEqual([null]);
  process.kill(victim, 'SIGKILL');
  await service.logged('a worker has ended and is replaced');
  await eventually('two workers', async () => (await readMetrics(port))['service_workers'] === 2 || null);
  expect(await servedVersions(service)).toEqual([null]);
  expect((await ask(port, { path: '/ready' })).status).toBe(503);

  expect((await ask(port, { path: `${repository}/load`, method: 'POST' })).status).toBe(200);
  expect(await servedVersions(service)).toEqual([FIRST]);
  expect((await ask(port, { path: '/ready' })).status).toBe(200);
  expect(service.log.filter(({ message }) => message === 'model unloaded')).toHaveLength(1);
});

test('with MODEL_WATCH_MS a promoted version is loaded on all, also when the worker that watched has gone', async () => {
  const { service, modelDir } = await services.start({ MODEL_WATCH_MS: '20' });
  await promote(modelDir, 'xgb', SECOND);
  const { worker } = await service.logged('model reloaded');
  expect(await servedVersions(service)).toEqual([SECOND]);
  expect(service.log.filter(({ message }) => message === 'model reloaded')).toHaveLength(1);

  // The workers are started in their order, and the first one watches.
  const [watcher] = [...service.helperPids()].sort((a, b) => a - b);
  process.kill(watcher, 'SIGKILL');
  expect(await service.logged('a worker has ended and is replaced')).toMatchObject({ worker });
  await promote(modelDir, 'xgb', FIRST);
  await eventually('a second reload', () => {
    const reloads = service.log.filter(({ message }) => message === 'model reloaded');
    return reloads.length === 2 ? reloads : null;
  });
  await eventually(
    'two workers',
    async () => (await readMetrics(service.port))['service_workers'] === 2 || null,
  );
  expect(await servedVersions(service)).toEqual([FIRST]);
  expect(worker).toBe(1);
});
