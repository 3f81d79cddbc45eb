import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { eventually } from '../../service-testing/eventually';
import { services, type LocalService } from './testing/local-service';
import { fileOf, FIRST, modelFolders, SECOND } from './testing/model-folders';
import { postBytes } from '../../service-testing/post-bytes';
import { readMetrics, samplesOf } from '../../service-testing/read-metrics';
import { requestOf } from '../../service-testing/sample-rows';

const start = services.perTest();
const packages = modelFolders();
const flatModels = services.modelFolders();

async function watching(
  modelDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<LocalService> {
  const service = await start({ MODEL_DIR: modelDir, MODEL_WATCH_MS: '5', ...environment });
  await service.loader.watch();
  return service;
}

/** Waits for as long as the service takes to look at the model directory so many times. */
async function looks(service: LocalService, times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await new Promise(resolve => setTimeout(resolve, service.state.config.modelWatchMs));
}

async function serving(service: LocalService, version: string): Promise<void> {
  await eventually(`version ${version} serves`, () =>
    service.state.handle.current?.version === version ? true : null,
  );
}

async function reloads(service: LocalService): Promise<unknown> {
  return samplesOf(await readMetrics(service.port), 'model_reload_total');
}

const succeeded = (count: number): object => ({ 'model_reload_total{status="success"}': count });
const failed = (count: number): object => ({ 'model_reload_total{status="failure"}': count });

test('a new current version is loaded, and the one before again', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  const before = await score(service);
  await promote(modelDir, 'xgb', SECOND);
  await serving(service, SECOND);
  expect(await score(service)).not.toBe(before);
  await promote(modelDir, 'xgb', FIRST);
  await serving(service, FIRST);
  expect(await score(service)).toBe(before);
  expect(await reloads(service)).toEqual(succeeded(2));
  expect(service.logs.filter(({ message }) => message === 'model reloaded')).toMatchObject([
    { request_id: null, old_version: FIRST, version: SECOND },
    { request_id: null, old_version: SECOND, version: FIRST },
  ]);
});

test('a changed file of a flat directory is loaded', async () => {
  const modelDir = flatModels();
  const service = await watching(modelDir);
  rename(modelDir, 'changed');
  await serving(service, 'changed');
  expect(await reloads(service)).toEqual(succeeded(1));
});

test('nothing is loaded while nothing changes', async () => {
  const service = await watching(packages());
  const model = service.state.handle.current;
  await looks(service, 10);
  expect(service.state.handle.current).toBe(model);
  expect(await reloads(service)).toEqual({});
});

test('a damaged version is tried once and counted, and the old one serves', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  const before = await score(service);
  writeFileSync(fileOf(modelDir, SECOND, 'model.onnx'), 'truncated');
  await promote(modelDir, 'xgb', SECOND);
  await eventually('the failure is logged', () => service.logs.find(({ level }) => level === 'error'));
  await looks(service, 10);
  expect(await reloads(service)).toEqual(failed(1));
  expect(service.logs.filter(({ level }) => level === 'error')).toMatchObject([
    { version: FIRST, error: expect.stringContaining('model.onnx has 9 bytes') },
  ]);
  expect(await score(service)).toBe(before);
});

test('a damaged flat file is tried once, and its repair is loaded', async () => {
  const modelDir = flatModels();
  const service = await watching(modelDir);
  const file = path.join(modelDir, 'xgb_model.json');
  const good = readFileSync(file);
  writeFileSync(file, good.subarray(0, 1000));
  await eventually('the failure is logged', () => service.logs.find(({ level }) => level === 'error'));
  await looks(service, 10);
  const failures = (await readMetrics(service.port))['model_reload_total{status="failure"}'];
  // The watcher may have seen the file while it was being written.
  expect([1, 2]).toContain(failures);
  writeFileSync(file, good);
  rename(modelDir, 'repaired');
  await serving(service, 'repaired');
  expect((await readMetrics(service.port))['model_reload_total{status="failure"}']).toBeLessThan(10);
});

test('a version that .current_version names and that is not there', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  writeFileSync(path.join(modelDir, 'xgb', '.current_version'), '9.9.9\n');
  await eventually('the failure is logged', () => service.logs.find(({ level }) => level === 'error'));
  await looks(service, 10);
  expect(await reloads(service)).toEqual(failed(1));
  await promote(modelDir, 'xgb', SECOND);
  await serving(service, SECOND);
});

test('MODEL_VERSION holds against a new current version', async () => {
  const modelDir = packages();
  const service = await watching(modelDir, { MODEL_VERSION: FIRST });
  await promote(modelDir, 'xgb', SECOND);
  await looks(service, 10);
  expect(service.state.handle.current?.version).toBe(FIRST);
  expect(await reloads(service)).toEqual({});
});

test('0 never looks, and a watch that was stopped looks no more', async () => {
  const modelDir = packages();
  const never = await watching(modelDir, { MODEL_WATCH_MS: '0' });
  const stopped = await watching(modelDir);
  stopped.loader.stopWatching();
  const control = await watching(modelDir);
  await promote(modelDir, 'xgb', SECOND);
  await serving(control, SECOND);
  await looks(control, 5);
  expect(never.state.handle.current?.version).toBe(FIRST);
  expect(stopped.state.handle.current?.version).toBe(FIRST);
});

async function score(service: LocalService): Promise<string> {
  return (await postBytes(service.port, '/predictions/xgb', JSON.stringify(requestOf(1)))).text;
}

/** Gives the model of a flat directory another version. */
function rename(modelDir: string, version: string): void {
  const file = path.join(modelDir, 'feature_meta.json');
  const meta = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...meta, model_version: version }));
}
