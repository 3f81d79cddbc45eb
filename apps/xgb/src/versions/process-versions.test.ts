import { rmSync, truncateSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask, type Answer } from '../../../service-testing/clients/http-client';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { LARGE_VALUE, loopOnLargeValues } from '../testing/hostile-packages';
import { addVersion, fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const services = childServices(path.join(__dirname, '..'));
const newModelDir = modelFolders();

const THIRD = '3.0.0';
const ROW = [0.1, 0.05, 50, 30, 1, 3, 50];
/** The clients take all the time there is, so on a machine that does other things a reload takes its time. */
const LOADED_MACHINE_MS = 120_000;

function score(service: ChildService, version: string | null, agent?: Agent): Promise<Answer> {
  const target = version === null ? '/predictions/xgb' : `/predictions/xgb/${version}`;
  return ask(service.port, { path: target, body: requestOf(2), agent });
}

async function refusalOf(service: ChildService): Promise<string> {
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr).toMatch(/^xgb: cannot start: [^\n]+\n$/);
  return service.stderr;
}

describe('a start ends with one line', () => {
  test('for a listed version that is damaged', async () => {
    const modelDir = newModelDir();
    truncateSync(fileOf(modelDir, SECOND, 'model.onnx'), 100);
    const line = await refusalOf(services.spawn({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:2' }));
    expect(line).toMatch(/2\.0\.0\/model\.onnx has 100 bytes/);
  });

  test('for settings of versions that are wrong, beside others', async () => {
    const line = await refusalOf(services.spawn({ PORT: 'x', MODEL_VERSIONS: 'all:0', MODEL_SHARE: 'a:5' }));
    expect(line).toMatch(/PORT must be .*MODEL_VERSIONS must be .*MODEL_SHARE names the label "a"/);
  });
});

test(
  'reloads while versions are side by side fail no request, and leave no process behind',
  async () => {
    const modelDir = newModelDir();
    const service = await services.start({ MODEL_DIR: modelDir, MODEL_VERSIONS: 'all:2' });
    const texts = new Map<string, string>();
    for (const version of [FIRST, SECOND]) texts.set(version, (await score(service, version)).text);
    addVersion(modelDir, THIRD, FIRST);
    texts.set(THIRD, texts.get(FIRST) ?? '');

    let loading = true;
    const answers: Answer[] = [];
    const load = [null, SECOND, SECOND].map(async version => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (loading) answers.push(await score(service, version, agent));
      agent.destroy();
    });
    for (const current of [SECOND, THIRD, SECOND]) {
      await promote(modelDir, 'xgb', current);
      const answered = answers.length;
      expect((await ask(service.port, { method: 'POST', path: '/reload' })).status).toBe(200);
      await eventually('answers between two reloads', () => answers.length > answered + 3 || null);
    }
    loading = false;
    await Promise.all(load);

    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(texts.get(String(answer.headers['x-model-version'])));
    }
    expect(new Set(answers.map(({ headers }) => headers['x-model-version']))).toEqual(
      new Set([FIRST, SECOND, THIRD]),
    );
    // The newest two by now, of which one is the current version.
    expect((await score(service, FIRST)).status).toBe(404);
    expect((await score(service, THIRD)).status).toBe(200);
    expect(service.helperPids()).toEqual([]);
    expect(service.stderr).toBe('');
  },
  LOADED_MACHINE_MS,
);

describe('a shadow', () => {
  test('is scored in a process of its own, which ends when the shadow is let go', async () => {
    const service = await services.start({ MODEL_DIR: newModelDir(), MODEL_SHADOW: SECOND });
    expect(service.helperPids()).toHaveLength(1);
    expect((await score(service, null)).headers['x-model-version']).toBe(FIRST);
    await eventually('rows that the shadow has scored', async () => {
      const samples = await readMetrics(service.port);
      return samples['model_shadow_rows_total'] === 2 && samples['model_shadow_difference_count'] === 2
        ? true
        : null;
    });
    await ask(service.port, { path: '/reload', body: { version: SECOND } });
    await eventually('the end of its process', () => service.helperPids().length === 0 || null);
    expect((await score(service, null)).status).toBe(200);
  });

  test('that never ends is lost and loaded again, and no request notices', async () => {
    const modelDir = newModelDir();
    await loopOnLargeValues(modelDir);
    const service = await services.start({
      MODEL_DIR: modelDir,
      MODEL_SHADOW: SECOND,
      REQUEST_TIMEOUT_MS: '1500',
    });
    const large = { data: [[...ROW.slice(1), LARGE_VALUE]] };
    expect((await ask(service.port, { path: '/predictions/xgb', body: large })).status).toBe(200);
    expect(await service.logged('a version was lost and is loaded again')).toMatchObject({
      version: SECOND,
      role: 'shadow',
    });
    expect((await score(service, null)).status).toBe(200);
    expect((await ask(service.port, { path: '/ready' })).status).toBe(200);
    await service.logged('version loaded');
    await score(service, null);
    await eventually('a shadow that scores again', async () =>
      (await readMetrics(service.port))['model_shadow_rows_total'] > 0 ? true : null,
    );
    expect(service.stderr).toBe('');
  });

  test('whose files are gone at a start with watching is waited for', async () => {
    const modelDir = newModelDir();
    rmSync(fileOf(modelDir, SECOND, ''), { recursive: true });
    const service = await services.start({
      MODEL_DIR: modelDir,
      MODEL_SHADOW: SECOND,
      MODEL_WATCH_MS: '20',
    });
    expect((await score(service, null)).status).toBe(200);
    expect(await service.logged('version not loaded, the others go on serving')).toMatchObject({
      role: 'shadow',
      version: SECOND,
    });
  });
});
