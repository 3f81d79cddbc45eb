import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { childServices, type LogLine } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { ask } from '../../service-testing/clients/http-client';
import { requestOf } from '../../service-testing/packages/sample-rows';
import { ALL, ALL_VERSIONS, flatModels, RANKING, VERSIONS } from './testing/local-service';

const services = childServices(__dirname);
const MODEL_DIR = flatModels();
const PACKAGES = path.join(__dirname, '../../service-testing/fixtures/go-clients/model');
const ENABLED_MODELS = RANKING.join();

/** Runs a test without the file of a model. */
async function without(file: string, body: (bringBack: () => void) => Promise<void>): Promise<void> {
  const where = path.join(MODEL_DIR, file);
  const content = readFileSync(where);
  const bringBack = (): void => writeFileSync(where, content);
  rmSync(where);
  try {
    await body(bringBack);
  } finally {
    bringBack();
  }
}

function listening(log: readonly LogLine[]): readonly (readonly unknown[])[] {
  return log
    .filter(({ message }) => message.startsWith('listening on '))
    .map(({ model, version }) => [model, version]);
}

test('serves xgb unless told otherwise', async () => {
  const service = await services.start({ MODEL_DIR });
  const { text } = await ask(service.port, { path: '/' });
  expect(JSON.parse(text)).toEqual({
    service: 'Reckit Unified Model Service',
    status: 'running',
    models: ['xgb'],
  });
  expect(listening(service.log)).toEqual([['xgb', VERSIONS.xgb]]);
  expect(service.helperPids()).toEqual([]);
});

test('every model is loaded by the one program, each as what it is, and ends with the service', async () => {
  const service = await services.start({ MODEL_DIR, ENABLED_MODELS: ALL.join() });
  expect(listening(service.log)).toEqual(Object.entries(ALL_VERSIONS));
  for (const name of ALL) {
    const answer = await ask(service.port, { path: `/predictions/${name}`, body: requestOf(3) });
    expect({ status: answer.status, rows: JSON.parse(answer.text).predictions.length }).toEqual({
      status: 200,
      rows: 3,
    });
  }
  // What loaded the models is gone, and nothing waits for a load that never comes.
  await eventually('processes that have ended', () => (service.helperPids().length === 0 ? true : null));
});

test('MODEL_VERSION names a version of a model, MODEL_ALIASES further names', async () => {
  const version = '20261125_031636';
  const service = await services.start({
    MODEL_DIR: PACKAGES,
    ENABLED_MODELS: 'mmoe,xgb',
    MODEL_VERSION: `mmoe/${version}`,
    MODEL_ALIASES: 'tasks=mmoe',
  });
  expect(listening(service.log)).toEqual([
    ['mmoe', version],
    ['xgb', '20261125_031634'],
  ]);
  const answer = await ask(service.port, { path: `/predictions/tasks/${version}`, body: requestOf(1) });
  expect(answer.status).toBe(200);
});

test.each([
  [
    { ENABLED_MODELS: 'xgb,autoint' },
    'ENABLED_MODELS names "autoint", which is no model; there is xgb, deepfm, dcn, finalmlp, din, mmoe, two_tower, youtube_dnn, dssm, graph_recall.',
  ],
  [{ ENABLED_MODELS: 'xgb,xgb' }, 'ENABLED_MODELS names "xgb" twice.'],
  [
    { ENABLED_MODELS, MODEL_VERSION: 'v1' },
    'MODEL_VERSION must say of which model "v1" is a version, as xgb/v1.',
  ],
  [
    { ENABLED_MODELS, MODEL_ALIASES: 'ranker' },
    'MODEL_ALIASES must say for which model "ranker" stands, as alias=xgb.',
  ],
  [{ ALLOW_PARTIAL: 'yes' }, 'ALLOW_PARTIAL must be one of true, false, 1, 0, not "yes".'],
])('%j prevents the start', async (environment, problem) => {
  const service = services.spawn({ MODEL_DIR, ...environment });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr).toBe(`unified: cannot start: Configuration: ${problem}\n`);
  expect(service.log).toEqual([]);
});

describe('a model that cannot be loaded at the start', () => {
  test('stops the process, with the way out', () =>
    without('deepfm_model.pt', async () => {
      const service = services.spawn({ MODEL_DIR, ENABLED_MODELS });
      expect(await service.ended).toEqual({ code: 1, signal: null });
      expect(service.stderr).toMatch(
        /^unified: cannot start: deepfm does not load: ALLOW_PARTIAL=true serves the others\. .*deepfm_model\.pt.*\n$/,
      );
      expect(service.stderr.length).toBeLessThanOrEqual(330);
    }));

  test('with ALLOW_PARTIAL it is missing until a reload, and the others serve', () =>
    without('deepfm_model.pt', async bringBack => {
      const service = await services.start({ MODEL_DIR, ENABLED_MODELS, ALLOW_PARTIAL: 'true' });
      expect(await service.logged('reload failed, no model serves yet')).toMatchObject({
        level: 'error',
        model: 'deepfm',
        error: expect.stringContaining('deepfm_model.pt'),
      });
      const ready = await ask(service.port, { path: '/ready' });
      expect(ready).toMatchObject({ status: 200, text: '{"status":"ready","not_loaded":["deepfm"]}' });
      const statusOf = async (name: string): Promise<number> =>
        (await ask(service.port, { path: `/predictions/${name}`, body: requestOf(1) })).status;
      expect(await Promise.all(RANKING.map(statusOf))).toEqual([200, 503, 200]);
      bringBack();
      const reload = await ask(service.port, { path: '/reload', body: { model: 'deepfm' } });
      expect(JSON.parse(reload.text)).toMatchObject({ old_version: null, new_version: VERSIONS.deepfm });
      expect(await Promise.all(RANKING.map(statusOf))).toEqual([200, 200, 200]);
    }));

  test('with MODEL_WATCH_MS it is loaded when it is there, and until then a whole service is not ready', () =>
    without('deepfm_model.pt', async bringBack => {
      const service = await services.start({ MODEL_DIR, ENABLED_MODELS, MODEL_WATCH_MS: '50' });
      const ready = await ask(service.port, { path: '/ready' });
      expect(ready.text).toBe('{"status":"not loaded: deepfm","not_loaded":["deepfm"]}');
      expect(ready.status).toBe(503);
      bringBack();
      await eventually('a service that is ready', async () =>
        (await ask(service.port, { path: '/ready' })).status === 200 ? true : null,
      );
    }));

  test('is not made up for by ALLOW_PARTIAL where there is no other', async () => {
    const service = services.spawn({
      MODEL_DIR: path.join(MODEL_DIR, 'nowhere'),
      ENABLED_MODELS,
      ALLOW_PARTIAL: 'true',
    });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.stderr).toMatch(
      /^unified: cannot start: xgb does not load \(and not deepfm, mmoe either\): No model "xgb" in .*\n$/,
    );
  });
});
