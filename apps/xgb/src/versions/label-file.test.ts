import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { labelFile, promote, writeLabels } from '@reckit/artifacts';
import { eventually } from '../../../service-testing/clients/eventually';
import { expectError } from '../../../service-testing/clients/expect-error';
import type { Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services, type LocalService } from '../testing/local-service';
import { addVersion, fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();

const THIRD = '10.0.0';

const reload = ({ port }: LocalService): Promise<Answer> => postBytes(port, '/reload', '');

/** Which versions answer requests that name none. */
async function answering({ port }: LocalService, requests = 20): Promise<ReadonlySet<unknown>> {
  const answers = await Promise.all(
    Array.from({ length: requests }, () => postBytes(port, '/predictions/xgb', JSON.stringify(requestOf(1)))),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return new Set(answers.map(({ headers }) => headers['x-model-version']));
}

function meant({ state }: LocalService, label: string): string {
  return state.models.first.find({ version: null, label }).version;
}

async function shares({ port }: LocalService): Promise<object> {
  return samplesOf(await readMetrics(port), 'model_label_share_percent');
}

const showing = (label: string, version: string): string =>
  `model_label_share_percent{label="${label}",version="${version}"}`;

describe('a file of labels', () => {
  test('is taken by a reload, and so is that it is gone', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir });
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
    expect(await answering(service)).toEqual(new Set([FIRST]));
    expect((await reload(service)).status).toBe(200);
    expect(await answering(service)).toEqual(new Set([SECOND]));
    expect(meant(service, 'canary')).toBe(SECOND);
    expect(await shares(service)).toEqual({ [showing('canary', SECOND)]: 100 });
    await writeLabels(modelDir, 'xgb', {});
    expect((await reload(service)).status).toBe(200);
    expect(await answering(service)).toEqual(new Set([FIRST]));
    expect(() => meant(service, 'canary')).toThrow('No label "canary" of xgb here; it has no labels');
    expect(await shares(service)).toEqual({});
    expect(service.state.models.first.versions.map(({ version }) => version)).toEqual([FIRST]);
  });

  test('changes the share of a version without loading it anew', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir });
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND } });
    await reload(service);
    const model = service.state.models.first.find({ version: SECOND, label: null });
    expect(await answering(service)).toEqual(new Set([FIRST]));
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
    await reload(service);
    expect(await answering(service)).toEqual(new Set([SECOND]));
    expect(service.state.models.first.find({ version: SECOND, label: null })).toBe(model);
  });

  test('is beside what the environment says, which stands', async () => {
    const modelDir = packages();
    await writeLabels(modelDir, 'xgb', {
      stable: { version: SECOND, share: 50 },
      canary: { version: SECOND, share: 40 },
    });
    const service = await start({
      MODEL_DIR: modelDir,
      MODEL_LABELS: `stable:${FIRST}`,
      MODEL_SHARE: 'stable:60',
    });
    await reload(service);
    expect([meant(service, 'stable'), meant(service, 'canary')]).toEqual([FIRST, SECOND]);
    expect(await shares(service)).toEqual({
      [showing('stable', FIRST)]: 60,
      [showing('canary', SECOND)]: 40,
    });
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 41 } });
    expectError(
      await reload(service),
      500,
      /\.labels\.json and MODEL_SHARE share out 101 percent together \("stable", "canary"\): make it 100 at most\.$/,
    );
    expect(await shares(service)).toMatchObject({ [showing('canary', SECOND)]: 40 });
  });

  test('that is wrong changes nothing, and a reload says why', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir });
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 5 } });
    await reload(service);
    writeFileSync(labelFile(modelDir, 'xgb'), '{"labels": {"canary": ');
    expectError(await reload(service), 500, /^Model reload failed: .*\.labels\.json is not valid JSON/);
    expect(meant(service, 'canary')).toBe(SECOND);
    expect(await shares(service)).toEqual({ [showing('canary', SECOND)]: 5 });
    // A version that is asked for by its name, which may be the way out, is loaded.
    await service.loader.reload(SECOND, 'id');
    expect(await answering(service)).toEqual(new Set([SECOND]));
    expect(service.logs).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'labels not taken, the old ones go on',
        error: expect.stringContaining('is not valid JSON'),
      }),
    );
  });

  test('with a version that does not load leaves each label what it meant', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir });
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
    await reload(service);
    addVersion(modelDir, THIRD, SECOND);
    truncateSync(fileOf(modelDir, THIRD, 'model.onnx'), 100);
    await writeLabels(modelDir, 'xgb', { canary: { version: THIRD, share: 100 } });
    expectError(await reload(service), 500, /10\.0\.0\/model\.onnx has 100 bytes/);
    expect(await answering(service)).toEqual(new Set([SECOND]));
  });

  test('keeps no service from starting, whatever it says', async () => {
    const modelDir = packages();
    truncateSync(fileOf(modelDir, SECOND, 'model.onnx'), 100);
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 50 } });
    const service = await start({ MODEL_DIR: modelDir });
    await eventually('the error in the log', () =>
      service.logs.find(({ message }) => message === 'version not loaded, the others go on serving'),
    );
    expect(await answering(service)).toEqual(new Set([FIRST]));
    expect(await readMetrics(service.port)).toMatchObject({ model_missing_versions: 1 });
    writeFileSync(labelFile(modelDir, 'xgb'), 'none');
    const other = await start({ MODEL_DIR: modelDir });
    await eventually('the error in the log', () =>
      other.logs.find(({ message }) => message === 'labels not taken, the old ones go on'),
    );
    expect(await answering(other)).toEqual(new Set([FIRST]));
  });

  test('that is out of reach with its folder takes nothing back', async () => {
    const modelDir = packages();
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
    const service = await start({ MODEL_DIR: modelDir });
    await reload(service);
    rmSync(fileOf(modelDir, '', ''), { recursive: true });
    await service.loader.beside.follow();
    expect(await answering(service)).toEqual(new Set([SECOND]));
  });

  test('is followed by a service that watches', async () => {
    const modelDir = packages();
    const service = await start({ MODEL_DIR: modelDir, MODEL_WATCH_MS: '5' });
    service.loader.watch();
    const until = (what: string, labels: object): Promise<true> =>
      eventually(what, async () =>
        JSON.stringify(await shares(service)) === JSON.stringify(labels) ? true : null,
      );
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
    await until('the canary', { [showing('canary', SECOND)]: 100 });
    expect(await answering(service)).toEqual(new Set([SECOND]));
    writeFileSync(labelFile(modelDir, 'xgb'), '[]');
    await eventually('the error in the log', () =>
      service.logs.find(({ message }) => message === 'labels not taken, the old ones go on'),
    );
    expect(await answering(service)).toEqual(new Set([SECOND]));
    await writeLabels(modelDir, 'xgb', {});
    await until('no canary', {});
    expect(await answering(service)).toEqual(new Set([FIRST]));
  });

  test('goes on meaning a version that becomes the current one', async () => {
    const modelDir = packages();
    await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 50 } });
    const service = await start({ MODEL_DIR: modelDir });
    await reload(service);
    await promote(modelDir, 'xgb', SECOND);
    await reload(service);
    expect(await answering(service)).toEqual(new Set([SECOND]));
    expect(meant(service, 'canary')).toBe(SECOND);
  });
});
