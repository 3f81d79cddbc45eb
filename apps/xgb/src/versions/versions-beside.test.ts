import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { promote } from '@reckit/artifacts';
import type { Model } from '@reckit/inference';
import { eventually } from '../../../service-testing/clients/eventually';
import { expectError } from '../../../service-testing/clients/expect-error';
import type { Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { holdScoring } from '../testing/hold-scoring';
import { services, type LocalService } from '../testing/local-service';
import { addVersion, fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();
const flatModels = services.modelFolders();

const THIRD = '10.0.0';

function score(
  { port }: LocalService,
  version: string | null = null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const path = version === null ? '/predictions/xgb' : `/predictions/xgb/${version}`;
  return postBytes(port, path, JSON.stringify(requestOf(1)), headers);
}

function loadedVersions({ state }: LocalService): readonly string[] {
  return state.models.first.versions.map(({ version }) => version);
}

/** The loaded model of a version, and how often it was closed. */
function watchClosing({ state }: LocalService, version: string): { model: Model; closed: () => number } {
  const model = state.models.first.find({ version, label: null });
  const close = jest.spyOn(model, 'close');
  return { model, closed: () => close.mock.calls.length };
}

describe('a listed version', () => {
  test('answers under its name, beside the current one', async () => {
    const service = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: SECOND });
    const [current, first, second] = [
      await score(service),
      await score(service, FIRST),
      await score(service, SECOND),
    ];
    expect([current, first, second].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(first.text).toBe(current.text);
    expect(second.text).not.toBe(current.text);
    expect([current, first, second].map(({ headers }) => headers['x-model-version'])).toEqual([
      FIRST,
      FIRST,
      SECOND,
    ]);
    const asked = await postBytes(service.port, `/predict?version=${SECOND}`, JSON.stringify(requestOf(1)));
    expect(asked.headers['x-model-version']).toBe(SECOND);
    expect(service.logs.filter(({ message }) => message === 'predict').map(({ version }) => version)).toEqual(
      expect.arrayContaining([FIRST, SECOND]),
    );
  });

  test('is counted by itself, errors included', async () => {
    const service = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: SECOND });
    await score(service);
    await score(service, SECOND);
    await score(service, SECOND);
    await postBytes(service.port, `/predictions/xgb/${SECOND}`, '{"data":[{"item_ctr":"x"}]}');
    await score(service, '9.9.9');
    const samples = await readMetrics(service.port);
    expect(samplesOf(samples, 'model_version_predictions_total')).toEqual({
      [`model_version_predictions_total{version="${FIRST}",status="200"}`]: 1,
      [`model_version_predictions_total{version="${SECOND}",status="200"}`]: 2,
      [`model_version_predictions_total{version="${SECOND}",status="400"}`]: 1,
    });
    expect(samplesOf(samples, 'model_version_info')).toEqual({
      [`model_version_info{version="${FIRST}"}`]: 1,
    });
    expect(samplesOf(samples, 'model_loaded_version_info')).toEqual({
      [`model_loaded_version_info{version="${FIRST}"}`]: 1,
      [`model_loaded_version_info{version="${SECOND}"}`]: 1,
    });
  });

  test('that is the current one is loaded once', async () => {
    const service = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: `${FIRST},${FIRST},${SECOND}` });
    expect(loadedVersions(service)).toEqual([FIRST, SECOND]);
  });

  test('and no other: what is not loaded is 404, with what is', async () => {
    const service = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: SECOND });
    expectError(
      await score(service, '9.9.9'),
      404,
      `No version "9.9.9" of xgb here; the loaded versions are ${FIRST}, ${SECOND}.`,
    );
    const alone = await start({ MODEL_DIR: packages() });
    expectError(
      await score(alone, SECOND),
      404,
      /^No version "2\.0\.0" of xgb here; the loaded version is 1\.0\.0\.$/,
    );
  });
});

describe('a start without watching', () => {
  test.each([
    ['is not there', { MODEL_VERSIONS: '9.9.9' }, () => undefined, /There is no version "9\.9\.9" of xgb/],
    [
      'is damaged',
      { MODEL_VERSIONS: 'all:2' },
      (modelDir: string) => truncateSync(fileOf(modelDir, SECOND, 'model.onnx'), 100),
      /2\.0\.0\/model\.onnx has 100 bytes/,
    ],
    [
      'has a label and is not there',
      { MODEL_LABELS: 'canary:9.9.9' },
      () => undefined,
      /There is no version "9\.9\.9" of xgb/,
    ],
    [
      'is the shadow and not there',
      { MODEL_SHADOW: '9.9.9' },
      () => undefined,
      /There is no version "9\.9\.9"/,
    ],
  ])('fails for a version that %s, and nothing serves', async (_, environment, spoil, reason) => {
    const modelDir = packages();
    spoil(modelDir);
    const service = await start({ MODEL_DIR: modelDir, ...environment }, { loaded: false });
    await expect(service.load()).rejects.toThrow(reason);
    expect(loadedVersions(service)).toEqual([]);
  });

  test('fails for a flat directory, which has no versions', async () => {
    const environment = {
      MODEL_DIR: flatModels(),
      MODEL_VERSIONS: 'v1',
      MODEL_LABELS: 'canary:v2',
      MODEL_SHADOW: 'v3',
    };
    const service = await start(environment, { loaded: false });
    await expect(service.load()).rejects.toThrow(
      /is a flat directory, which has no versions: unset MODEL_VERSIONS, MODEL_LABELS, MODEL_SHADOW, or train a package\./,
    );
  });
});

describe('the newest versions', () => {
  test('are those whose names come last, numbers counted as numbers', async () => {
    const modelDir = packages();
    addVersion(modelDir, THIRD, SECOND);
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:2' });
    expect(loadedVersions(service)).toEqual([FIRST, SECOND, THIRD]);
  });

  test('do not count a folder without a manifest', async () => {
    const modelDir = packages();
    addVersion(modelDir, THIRD, SECOND);
    rmSync(fileOf(modelDir, THIRD, 'manifest.json'));
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:1' });
    expect(loadedVersions(service)).toEqual([FIRST, SECOND]);
  });

  test('are looked for again by a reload, and what is old is let go after its last request', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:1' });
    const { model, closed } = watchClosing(service, SECOND);
    const finish = holdScoring(model);
    const answer = score(service, SECOND);
    await eventually('a request in flight', () => (service.state.inflight === 1 ? true : null));
    addVersion(modelDir, THIRD, SECOND);
    await service.loader.reload(null, 'id');
    expect(loadedVersions(service)).toEqual([FIRST, THIRD]);
    expect(closed()).toBe(0);
    finish();
    expect((await answer).headers['x-model-version']).toBe(SECOND);
    expect(closed()).toBe(1);
    expectError(await score(service, SECOND), 404, /the loaded versions are 1\.0\.0, 10\.0\.0\./);
  });
});

describe('a reload', () => {
  test('that promotes a loaded version takes it as it is, and the old one stays where it is listed', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: `${FIRST},${SECOND}` });
    const first = watchClosing(service, FIRST);
    const second = watchClosing(service, SECOND);
    await promote(modelDir, 'xgb', SECOND);
    const { oldVersion, model } = await service.loader.reload(null, 'id');
    expect(oldVersion).toBe(FIRST);
    expect(model).toBe(second.model);
    expect(loadedVersions(service)).toEqual([SECOND, FIRST]);
    expect((await score(service)).headers['x-model-version']).toBe(SECOND);
    expect((await score(service, FIRST)).headers['x-model-version']).toBe(FIRST);
    await service.loader.reload(FIRST, 'id');
    expect(service.state.models.first.handle.current).toBe(first.model);
    expect([first.closed(), second.closed()]).toEqual([0, 0]);
    service.state.models.first.close();
    expect([first.closed(), second.closed()]).toEqual([1, 1]);
  });

  test('lets the old version go where it is not listed', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: SECOND });
    const { closed } = watchClosing(service, FIRST);
    await service.loader.reload(SECOND, 'id');
    expect(loadedVersions(service)).toEqual([SECOND]);
    expect(closed()).toBe(1);
    await service.loader.reload(FIRST, 'id');
    expect(loadedVersions(service)).toEqual([FIRST, SECOND]);
  });

  test('of files that have changed loads them, under a name that is loaded already', async () => {
    const modelDir = packages();
    addVersion(modelDir, THIRD, FIRST);
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: THIRD });
    const before = await score(service, THIRD);
    const { closed } = watchClosing(service, THIRD);
    rmSync(fileOf(modelDir, THIRD, ''), { recursive: true });
    addVersion(modelDir, THIRD, SECOND);
    await service.loader.reload(null, 'id');
    expect((await score(service, THIRD)).text).not.toBe(before.text);
    expect(closed()).toBe(1);
  });

  test('changes nothing where one of the versions does not load', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:2' });
    await promote(modelDir, 'xgb', SECOND);
    addVersion(modelDir, THIRD, SECOND);
    truncateSync(fileOf(modelDir, THIRD, 'model.onnx'), 100);
    const refused = await postBytes(service.port, '/reload', '');
    expectError(refused, 500, /^Model reload failed: .*10\.0\.0\/model\.onnx has 100 bytes/);
    expect(loadedVersions(service)).toEqual([FIRST, SECOND]);
    expect(await readMetrics(service.port)).toMatchObject({
      'model_reload_total{status="failure"}': 1,
      model_missing_versions: 1,
    });
  });

  test('to a version by its name is not held up by another that does not load', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:2' });
    addVersion(modelDir, THIRD, SECOND);
    truncateSync(fileOf(modelDir, THIRD, 'model.onnx'), 100);
    const { model } = await service.loader.reload(SECOND, 'id');
    expect(model.version).toBe(SECOND);
    expect(loadedVersions(service)).toEqual([SECOND]);
    expect(service.logs).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'version not loaded, the others go on serving',
        version: THIRD,
        error: expect.stringContaining('has 100 bytes'),
      }),
    );
  });

  test('keeps a version whose files are gone', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: SECOND });
    rmSync(fileOf(modelDir, SECOND, ''), { recursive: true });
    await service.loader.reload(null, 'id');
    expect((await score(service, SECOND)).status).toBe(200);
  });

  test('loads no version twice, however often it is asked for', async () => {
    const service = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: SECOND });
    const { model, closed } = watchClosing(service, SECOND);
    for (let i = 0; i < 3; i++) await service.loader.reload(null, 'id');
    expect(service.state.models.first.find({ version: SECOND, label: null })).toBe(model);
    expect(closed()).toBe(0);
  });
});

describe('with watching', () => {
  async function watching(environment: Readonly<Record<string, string>>): Promise<LocalService> {
    const service = await start({ MODEL_WATCH_MS: '5', ...environment });
    service.loader.watch();
    return service;
  }

  const loaded = (service: LocalService, versions: readonly string[]): Promise<true> =>
    eventually(`versions ${versions.join(', ')}`, () =>
      loadedVersions(service).join() === versions.join() ? true : null,
    );

  test('a listed version that is not there is loaded when it comes, and the current one serves meanwhile', async () => {
    const modelDir = packages();
    const service = await watching({ MODEL_DIR: modelDir, MODEL_VERSIONS: THIRD });
    expect((await score(service)).status).toBe(200);
    expectError(await score(service, THIRD), 503, `The version "${THIRD}" of xgb is not loaded yet.`);
    expect(await readMetrics(service.port)).toMatchObject({ model_missing_versions: 1 });
    addVersion(modelDir, THIRD, SECOND);
    await loaded(service, [FIRST, THIRD]);
    expect((await score(service, THIRD)).status).toBe(200);
    await eventually('no missing version', async () =>
      (await readMetrics(service.port))['model_missing_versions'] === 0 ? true : null,
    );
    const said = service.logs.filter(({ message }) => String(message).startsWith('version not loaded'));
    expect(new Set(said.map(({ error }) => error)).size).toBe(said.length);
  });

  test('the newest versions follow the folder', async () => {
    const modelDir = packages();
    const service = await watching({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:1' });
    await loaded(service, [FIRST, SECOND]);
    addVersion(modelDir, THIRD, SECOND);
    await loaded(service, [FIRST, THIRD]);
    await promote(modelDir, 'xgb', THIRD);
    await loaded(service, [THIRD]);
  });

  test('a damaged version beside does not keep the current one from following', async () => {
    const modelDir = packages();
    writeFileSync(fileOf(modelDir, SECOND, 'model.onnx'), 'no graph');
    const service = await watching({ MODEL_DIR: modelDir, MODEL_VERSIONS: SECOND });
    addVersion(modelDir, THIRD, FIRST);
    await promote(modelDir, 'xgb', THIRD);
    await loaded(service, [THIRD]);
  });

  test('a version that was asked for by name holds against the list', async () => {
    const modelDir = packages();
    const service = await watching({ MODEL_DIR: modelDir, MODEL_VERSIONS: SECOND });
    await service.loader.reload(SECOND, 'id');
    await loaded(service, [SECOND]);
    await promote(modelDir, 'xgb', FIRST);
    await loaded(service, [FIRST, SECOND]);
  });
});
