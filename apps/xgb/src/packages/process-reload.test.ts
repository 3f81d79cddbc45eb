import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { currentVersionFile, promote } from '@reckit/artifacts';
import { Model, readModelSource, flatXgboost } from '@reckit/inference';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask, sendHalf, type Answer } from '../../../service-testing/clients/http-client';
import { fileOf, FIRST, modelFolders, readFixtureManifest, SECOND } from '../testing/model-folders';

const services = childServices(path.join(__dirname, '..'));
const newModelDir = modelFolders();

const PREDICTIONS = '/predictions/xgb';
const CONNECTIONS = 4;
const RELOADS = 6;
/** The clients take all the time there is, so on a machine that does other things a reload takes its time. */
const LOADED_MACHINE_MS = 240_000;
const TOLERANCE = 1e-6;
const MODEL_WATCH_MS = '20';

const agents: Agent[] = [];
afterEach(() => agents.splice(0).forEach(agent => agent.destroy()));

/** One connection, kept alive. */
function connection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return agent;
}

async function checkedRows(): Promise<readonly object[]> {
  return (await readFixtureManifest(FIRST)).signatures[0].checks.rows;
}

/** What each version makes of the rows. */
async function scoresByVersion(
  modelDir: string,
  rows: readonly object[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const scores = new Map<string, Float32Array>();
  for (const version of [FIRST, SECOND]) {
    const model = await Model.open(
      await readModelSource({ modelDir, name: 'xgb', flat: flatXgboost, version }),
    );
    const { encoder } = model.mainSignature;
    const [predictions] = await model.mainSignature.score(encoder.encode(rows, 'rows'), 10_000);
    scores.set(version, Float32Array.from(predictions, Number));
    await model.close();
  }
  return scores;
}

function predictionsOf(answer: Answer): readonly number[] {
  const { predictions }: { predictions: number[] } = JSON.parse(answer.text);
  return predictions;
}

async function metricLines(service: ChildService, name: string): Promise<readonly string[]> {
  const { text } = await ask(service.port, { path: '/metrics' });
  return text.split('\n').filter(line => line.startsWith(name));
}

async function versionOf(service: ChildService): Promise<unknown> {
  const status: { model_version: unknown } = JSON.parse((await ask(service.port, { path: '/' })).text);
  return status.model_version;
}

test(
  'reloads under load fail no request, and every answer is of one version',
  async () => {
    const modelDir = newModelDir();
    const rows = await checkedRows();
    const expected = await scoresByVersion(modelDir, rows);
    const service = await services.start({ MODEL_DIR: modelDir });

    let loading = true;
    const answers: Answer[] = [];
    const load = Array.from({ length: CONNECTIONS }, async (_, client) => {
      const agent = connection();
      for (let count = 0; loading; count++) {
        const requestId = `${client}-${count}`;
        answers.push(await ask(service.port, { path: PREDICTIONS, body: { data: rows }, requestId, agent }));
      }
    });
    for (let reload = 0; reload < RELOADS; reload++) {
      const version = reload % 2 === 0 ? SECOND : FIRST;
      const asked = answers.length;
      const answer = await ask(service.port, { path: '/reload', body: { version } });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({
        status: 'success',
        old_version: version === FIRST ? SECOND : FIRST,
        new_version: version,
        feature_count: 7,
      });
      await eventually('answers between two reloads', () => answers.length > asked + CONNECTIONS || null);
    }
    loading = false;
    await Promise.all(load);

    const served = new Map<unknown, unknown>();
    await eventually('a log line for every answer', () => {
      for (const line of service.log) {
        if (line.message === 'predict') served.set(line['request_id'], line['version']);
      }
      return served.size >= answers.length || null;
    });
    const seen = new Set<string>();
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const version = String(served.get(answer.headers['x-request-id']));
      seen.add(version);
      const scores = expected.get(version) ?? [];
      const predictions = predictionsOf(answer);
      expect(predictions).toHaveLength(scores.length);
      predictions.forEach((score, i) => expect(Math.abs(score - scores[i])).toBeLessThan(TOLERANCE));
    }
    expect([...seen].sort()).toEqual([FIRST, SECOND]);

    expect(await metricLines(service, 'model_version_info{')).toEqual([
      `model_version_info{version="${FIRST}"} 1`,
    ]);
    expect(await metricLines(service, 'model_reload_total{')).toEqual([
      `model_reload_total{status="success"} ${RELOADS}`,
    ]);
    expect(service.log.filter(line => line.message === 'model reloaded')).toHaveLength(RELOADS);
    expect(service.stderr).toBe('');
  },
  LOADED_MACHINE_MS,
);

test('the two versions can be told apart by their scores', async () => {
  const rows = await checkedRows();
  const scores = await scoresByVersion(newModelDir(), rows);
  const [first, second] = [scores.get(FIRST), scores.get(SECOND)];
  rows.forEach((_, i) => expect(Math.abs((first?.[i] ?? 0) - (second?.[i] ?? 0))).toBeGreaterThan(TOLERANCE));
});

test('a request whose body is still coming at a reload is scored by the model that is loaded when it is complete', async () => {
  const modelDir = newModelDir();
  const rows = await checkedRows();
  const expected = await scoresByVersion(modelDir, rows);
  const service = await services.start({ MODEL_DIR: modelDir });
  const begun = await sendHalf(service.port, PREDICTIONS, { data: rows });
  await eventually(
    'a request that is being read',
    async () =>
      (await metricLines(service, 'http_reading_requests ')).includes('http_reading_requests 1') || null,
  );
  await ask(service.port, { path: '/reload', body: { version: SECOND } });
  const answer = await begun.finish();
  expect(answer.status).toBe(200);
  predictionsOf(answer).forEach((score, i) => expect(score).toBeCloseTo(expected.get(SECOND)?.[i] ?? NaN, 6));
});

test('with MODEL_WATCH_MS a promoted version is loaded, and a bad one is told once', async () => {
  const modelDir = newModelDir();
  const service = await services.start({ MODEL_DIR: modelDir, MODEL_WATCH_MS });
  expect(await versionOf(service)).toBe(FIRST);

  await promote(modelDir, 'xgb', SECOND);
  await eventually('the promoted version', async () => (await versionOf(service)) === SECOND || null);

  writeFileSync(currentVersionFile(modelDir, 'xgb'), '3.0.0\n');
  await service.logged('reload failed, the old model goes on serving');
  // What is not to happen cannot be awaited: give it the time to be tried again, and again.
  await delay(10 * Number(MODEL_WATCH_MS));
  expect(await versionOf(service)).toBe(SECOND);
  expect(service.log.filter(({ level }) => level === 'error')).toHaveLength(1);

  await promote(modelDir, 'xgb', FIRST);
  await eventually('the version promoted last', async () => (await versionOf(service)) === FIRST || null);
  expect(await metricLines(service, 'model_reload_total{status="success"')).toEqual([
    'model_reload_total{status="success"} 2',
  ]);
});

test('while a large request is scored, probes are answered', async () => {
  const service = await services.start({ MODEL_DIR: slowModel(newModelDir()) });
  const rows = await checkedRows();
  const big = { data: Array.from({ length: 20_000 }, (_, i) => rows[i % rows.length]) };
  const sent = await sendHalf(service.port, PREDICTIONS, big);

  let answered = false;
  const answer = sent.finish().finally(() => (answered = true));
  const agent = connection();
  let probes = 0;
  while (!answered) {
    expect((await ask(service.port, { path: '/live', agent })).status).toBe(200);
    if (!answered) probes++;
  }
  expect(predictionsOf(await answer)).toHaveLength(20_000);
  // Scored in one piece, the request lets at most the probe pass that arrived with its last byte.
  expect(probes).toBeGreaterThan(4);
});

/** Makes of the first version a flat directory whose forest has every tree many times over. */
function slowModel(modelDir: string): string {
  cpSync(fileOf(modelDir, FIRST, 'feature_meta.json'), path.join(modelDir, 'feature_meta.json'));
  const model = JSON.parse(readFileSync(fileOf(modelDir, FIRST, 'xgb_model.json'), 'utf8'));
  const forest = model.learner.gradient_booster.model;
  const copies = 250;
  const trees = Array.from({ length: copies }, () => forest.trees).flat();
  forest.trees = trees.map((tree: object, id) => ({ ...tree, id }));
  forest.tree_info = trees.map(() => 0);
  forest.gbtree_model_param.num_trees = String(trees.length);
  if (forest.iteration_indptr)
    forest.iteration_indptr = Array.from({ length: trees.length + 1 }, (_, i) => i);
  writeFileSync(path.join(modelDir, 'xgb_model.json'), JSON.stringify(model));
  rmSync(path.join(modelDir, 'xgb'), { recursive: true });
  return modelDir;
}
