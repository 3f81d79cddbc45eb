import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { currentVersionFile, promote } from '@reckit/artifacts';
import { eventually } from '../../../service-testing/clients/eventually';
import { services, type LocalService } from '../testing/local-service';
import { fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';

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
    service.state.models.first.handle.current?.version === version ? true : null,
  );
}

async function reloads(service: LocalService): Promise<unknown> {
  return samplesOf(await readMetrics(service.port), 'model_reload_total');
}

const succeeded = (count: number): object => ({ 'model_reload_total{status="success"}': count });

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
  const model = service.state.models.first.handle.current;
  await looks(service, 10);
  expect(service.state.models.first.handle.current).toBe(model);
  expect(await reloads(service)).toEqual({});
});

/** The failures that the log tells. */
function failures(service: LocalService): readonly unknown[] {
  return service.logs.filter(({ level }) => level === 'error').map(({ error }) => error);
}

async function failing(service: LocalService): Promise<void> {
  await eventually('the failure is logged', () => (failures(service).length > 0 ? true : null));
}

/** Waits until it was tried again, and says how often it was tried. */
async function triedAgain(service: LocalService): Promise<void> {
  const failed = async (): Promise<number> =>
    (await readMetrics(service.port))['model_reload_total{status="failure"}'] ?? 0;
  const before = await failed();
  await eventually('another attempt', async () => ((await failed()) > before ? true : null));
}

test('a damaged version is told once though tried again and again, and the old one serves', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  const before = await score(service);
  writeFileSync(fileOf(modelDir, SECOND, 'model.onnx'), 'truncated');
  await promote(modelDir, 'xgb', SECOND);
  await failing(service);
  await triedAgain(service);
  expect(failures(service)).toEqual([expect.stringContaining('model.onnx has 9 bytes')]);
  expect(await score(service)).toBe(before);
});

test('another reason is told as well', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  writeFileSync(fileOf(modelDir, SECOND, 'model.onnx'), 'truncated');
  await promote(modelDir, 'xgb', SECOND);
  await failing(service);
  rmSync(fileOf(modelDir, SECOND, 'model.onnx'));
  await eventually('the other reason', () =>
    failures(service).some(error => String(error).includes('is missing')) ? true : null,
  );
});

describe('what is named is loaded as soon as it is whole', () => {
  test.each(['.current_version', 'feature_meta.json', 'manifest.json', 'model.onnx'])(
    'when %s comes before all other files',
    async first => {
      const modelDir = packages();
      const later = packages();
      await promote(later, 'xgb', SECOND);
      rmSync(fileOf(modelDir, SECOND, ''), { recursive: true });
      const service = await watching(modelDir);
      const paths = [
        '.current_version',
        ...['feature_meta.json', 'manifest.json', 'model.onnx'].map(name => `${SECOND}/${name}`),
      ].sort((x, y) => Number(y.endsWith(first)) - Number(x.endsWith(first)));
      for (const name of paths) {
        const [from, to] = [later, modelDir].map(dir => path.join(dir, 'xgb', name));
        const bytes = readFileSync(from);
        mkdirSync(path.dirname(to), { recursive: true });
        // By halves, as a copy over a slow network arrives.
        writeFileSync(to, bytes.subarray(0, bytes.length >> 1));
        await looks(service, 4);
        writeFileSync(to, bytes);
        await looks(service, 4);
      }
      await serving(service, SECOND);
    },
  );

  test('when a file is gone for a moment', async () => {
    const modelDir = packages();
    const service = await watching(modelDir);
    const file = fileOf(modelDir, SECOND, 'model.onnx');
    renameSync(file, `${file}.away`);
    await promote(modelDir, 'xgb', SECOND);
    await failing(service);
    renameSync(`${file}.away`, file);
    await serving(service, SECOND);
  });

  test.each(['', '\0\0', 'x'.repeat(10_000_000), '../2.0.0', 'a\nb'])(
    'when .current_version is %.10j for a moment',
    async text => {
      const modelDir = packages();
      const service = await watching(modelDir);
      writeFileSync(currentVersionFile(modelDir, 'xgb'), text);
      await failing(service);
      for (const error of failures(service)) expect(error).toMatch(/^[^\n]{1,400}$/);
      await promote(modelDir, 'xgb', SECOND);
      await serving(service, SECOND);
    },
  );

  test('when the whole directory is replaced through a link', async () => {
    const [first, second] = [packages(), packages()];
    await promote(second, 'xgb', SECOND);
    const link = path.join(packages(), 'model');
    symlinkSync(first, link);
    const service = await watching(link);
    symlinkSync(second, `${link}.new`);
    renameSync(`${link}.new`, link);
    await serving(service, SECOND);
  });

  test('when the files of a flat directory are copied one after the other', async () => {
    const modelDir = flatModels();
    const service = await watching(modelDir);
    const file = path.join(modelDir, 'xgb_model.json');
    const good = readFileSync(file);
    writeFileSync(file, good.subarray(0, 1000));
    await failing(service);
    writeFileSync(file, good);
    await looks(service, 4);
    rename(modelDir, 'repaired');
    await serving(service, 'repaired');
  });
});

test('a version of the same name with other files is loaded', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  const before = service.state.models.first.handle.current;
  const file = fileOf(modelDir, FIRST, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, created_at: 'later' }));
  await eventually('another model', () =>
    service.state.models.first.handle.current !== before ? true : null,
  );
  expect(service.state.models.first.handle.current?.version).toBe(FIRST);
});

test('files with another number and time and the same content are no news', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  const before = service.state.models.first.handle.current;
  const file = fileOf(modelDir, FIRST, 'manifest.json');
  const bytes = readFileSync(file);
  rmSync(file);
  writeFileSync(file, bytes);
  await looks(service, 10);
  expect(service.state.models.first.handle.current).toBe(before);
});

test('a version that .current_version names and that is not there', async () => {
  const modelDir = packages();
  const service = await watching(modelDir);
  writeFileSync(path.join(modelDir, 'xgb', '.current_version'), '9.9.9\n');
  await failing(service);
  await triedAgain(service);
  expect(failures(service)).toHaveLength(1);
  await promote(modelDir, 'xgb', SECOND);
  await serving(service, SECOND);
});

async function versionMetrics(service: LocalService): Promise<unknown> {
  const samples = await readMetrics(service.port);
  return {
    ...samplesOf(samples, 'model_version_info'),
    ...samplesOf(samples, 'model_wanted_version_info'),
    ...samplesOf(samples, 'model_version_behind'),
  };
}

describe('metrics tell what serves, what is named, and whether they are apart', () => {
  test('without watching', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir });
    expect(await versionMetrics(service)).toEqual({
      [`model_version_info{version="${FIRST}"}`]: 1,
      [`model_wanted_version_info{version="${FIRST}"}`]: 1,
      model_version_behind: 0,
    });
    await promote(modelDir, 'xgb', SECOND);
    expect(await versionMetrics(service)).toEqual({
      [`model_version_info{version="${FIRST}"}`]: 1,
      [`model_wanted_version_info{version="${SECOND}"}`]: 1,
      model_version_behind: 1,
    });
    await service.loader.reload(null, 'id');
    expect(await versionMetrics(service)).toMatchObject({ model_version_behind: 0 });
  });

  test('with a version that cannot be loaded', async () => {
    const modelDir = packages();
    const service = await watching(modelDir);
    writeFileSync(currentVersionFile(modelDir, 'xgb'), '9.9.9\n');
    await failing(service);
    expect(await versionMetrics(service)).toEqual({
      [`model_version_info{version="${FIRST}"}`]: 1,
      'model_wanted_version_info{version="9.9.9"}': 1,
      model_version_behind: 1,
    });
  });

  test('of a flat directory', async () => {
    const modelDir = flatModels();
    const service = await start({ MODEL_DIR: modelDir });
    expect(await versionMetrics(service)).toMatchObject({ model_version_behind: 0 });
    rename(modelDir, 'changed');
    expect(await versionMetrics(service)).toMatchObject({
      'model_wanted_version_info{version="unknown"}': 1,
      model_version_behind: 1,
    });
  });
});

describe('a version that was asked for by name', () => {
  async function pinned(): Promise<{ modelDir: string; service: LocalService }> {
    const modelDir = packages();
    const service = await watching(modelDir);
    await service.loader.reload(SECOND, 'id');
    await looks(service, 10);
    expect(service.state.models.first.handle.current?.version).toBe(SECOND);
    expect(await versionMetrics(service)).toMatchObject({ model_version_behind: 1 });
    return { modelDir, service };
  }

  test.each([
    ['the version that was named before', FIRST],
    ['itself, which makes it the named one', SECOND],
  ])('serves until a version is named anew, be it %s', async (_, version) => {
    const { modelDir, service } = await pinned();
    await promote(modelDir, 'xgb', version);
    await serving(service, version);
    await eventually('the metric', async () =>
      (await readMetrics(service.port))['model_version_behind'] === 0 ? true : null,
    );
  });

  test('serves until what is named is asked for', async () => {
    const { service } = await pinned();
    await service.loader.reload(null, 'id');
    expect(service.state.models.first.handle.current?.version).toBe(FIRST);
    expect(await versionMetrics(service)).toMatchObject({ model_version_behind: 0 });
  });

  test('changes nothing if it does not load', async () => {
    const modelDir = packages();
    const service = await watching(modelDir);
    await expect(service.loader.reload('9.9.9', 'id')).rejects.toThrow('There is no version "9.9.9"');
    await promote(modelDir, 'xgb', SECOND);
    await serving(service, SECOND);
  });
});

test('MODEL_VERSION holds against a new current version', async () => {
  const modelDir = packages();
  const service = await watching(modelDir, { MODEL_VERSION: FIRST });
  await promote(modelDir, 'xgb', SECOND);
  await looks(service, 10);
  expect(service.state.models.first.handle.current?.version).toBe(FIRST);
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
  expect(never.state.models.first.handle.current?.version).toBe(FIRST);
  expect(stopped.state.models.first.handle.current?.version).toBe(FIRST);
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
