import type { Model, Outputs } from '@reckit/inference';
import { eventually } from '../../../service-testing/clients/eventually';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf, type Samples } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services, type LocalService } from '../testing/local-service';
import { addVersion, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();

/** As the first version encodes, which the second does not: it scales. */
const ALIKE = '3.0.0';
const ENOUGH_ROWS = 200_000;

async function shadowed(version: string, environment: Record<string, string> = {}): Promise<LocalService> {
  const modelDir = packages();
  addVersion(modelDir, ALIKE, FIRST);
  return start({ MODEL_DIR: modelDir, MODEL_SHADOW: version, ...environment });
}

async function scoreOf({ port }: LocalService, rows: number, path = '/predictions/xgb'): Promise<number> {
  const answer = await postBytes(port, path, JSON.stringify(requestOf(rows)));
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text).predictions[0];
}

function shadowOf({ loader }: LocalService): Model {
  const { current } = loader.beside.shadow;
  if (!current) throw new Error('There is no shadow.');
  return current;
}

/** The metrics once this many rows are accounted for. */
function accounted({ port }: LocalService, rows: number): Promise<Samples> {
  return eventually(`${rows} rows that are accounted for`, async () => {
    const samples = await readMetrics(port);
    const sum = ['rows', 'dropped', 'failures'].reduce(
      (total, kind) => total + (samples[`model_shadow_${kind}_total`] ?? 0),
      0,
    );
    return sum >= rows ? samples : null;
  });
}

test('a shadow scores what was answered, and how its scores differ is told', async () => {
  const service = await shadowed(SECOND, { MODEL_VERSIONS: SECOND });
  const answered = await scoreOf(service, 3);
  const samples = await accounted(service, 3);
  const ofShadow = await scoreOf(service, 1, `/predictions/xgb/${SECOND}`);
  const difference = Math.abs(answered - ofShadow);
  expect(difference).toBeGreaterThan(0);
  expect(samples).toMatchObject({
    model_shadow_rows_total: 3,
    model_shadow_dropped_total: 0,
    model_shadow_failures_total: 0,
    model_shadow_difference_count: 3,
    'model_shadow_difference_bucket{le="+Inf"}': 3,
  });
  expect(samples['model_shadow_abs_difference']).toBeCloseTo(difference, 6);
  expect(samples['model_shadow_difference_sum']).toBeCloseTo(3 * difference, 5);
  // What it answers itself is not compared.
  await scoreOf(service, 1);
  expect((await accounted(service, 4))['model_shadow_rows_total']).toBe(4);
});

test('rows that are encoded alike are not read once more', async () => {
  const service = await shadowed(ALIKE);
  const { mainSignature } = shadowOf(service);
  const score = jest.spyOn(mainSignature, 'score');
  await scoreOf(service, 2);
  await scoreOf(service, 5);
  const samples = await accounted(service, 7);
  expect(samples).toMatchObject({
    model_shadow_rows_total: 7,
    'model_shadow_difference_bucket{le="0"}': 7,
    model_shadow_abs_difference: 0,
  });
  // Many requests, and few messages to the process that scores.
  expect(score.mock.calls.reduce((rows, [{ rowCount }]) => rows + rowCount, 0)).toBe(7);
});

test('a shadow that takes its time holds up no answer, and is bounded in memory', async () => {
  const service = await shadowed(ALIKE);
  const { mainSignature } = shadowOf(service);
  let release = (): void => undefined;
  const held = new Promise<void>(resolve => (release = resolve));
  const score = mainSignature.score.bind(mainSignature);
  const scoring = jest.spyOn(mainSignature, 'score').mockImplementation(async (...asked) => {
    await held;
    return score(...asked);
  });
  let rows = 0;
  for (; rows < ENOUGH_ROWS; rows += 20_000) await scoreOf(service, 20_000);
  await eventually('a shadow that scores', () => (scoring.mock.calls.length > 0 ? true : null));
  const { model_shadow_dropped_total: dropped } = await readMetrics(service.port);
  expect(dropped).toBeGreaterThan(0);
  expect(service.state.inflight).toBe(0);
  release();
  const samples = await accounted(service, rows);
  expect(samples['model_shadow_rows_total'] + dropped).toBe(rows);
});

test.each([
  [
    'throws',
    async (): Promise<Outputs> => {
      throw new Error('out of order');
    },
    'out of order',
  ],
  [
    'answers no numbers',
    async ({ rowCount }: { rowCount: number }): Promise<Outputs> => [new Float32Array(rowCount).fill(NaN)],
    'a score of it is no finite number',
  ],
])('a shadow that %s fails no answer; it is counted and said once', async (_, score, reason) => {
  const service = await shadowed(ALIKE);
  jest.spyOn(shadowOf(service).mainSignature, 'score').mockImplementation(score);
  await scoreOf(service, 2);
  await accounted(service, 2);
  await scoreOf(service, 3);
  const samples = await eventually('both requests', async () => {
    const samples = await readMetrics(service.port);
    return samples['model_shadow_failures_total'] === 5 ? samples : null;
  });
  expect(samples).toMatchObject({
    'model_predict_requests_total{status="200"}': 2,
    model_shadow_rows_total: 0,
    model_shadow_failures_total: 5,
  });
  expect(samplesOf(samples, 'model_shadow_difference_count')).toEqual({});
  expect(service.logs.filter(({ message }) => message === 'shadow cannot be compared')).toMatchObject([
    { level: 'warn', version: ALIKE, error: reason },
  ]);
});

test('a request that is refused is not compared', async () => {
  const service = await shadowed(SECOND);
  await postBytes(service.port, '/predictions/xgb', '{"data":[{"item_ctr":"x"}]}');
  await scoreOf(service, 1);
  expect(await accounted(service, 1)).toMatchObject({ model_shadow_rows_total: 1 });
});

test('a shadow that becomes the current version is let go, and is there again when it is that no more', async () => {
  const service = await shadowed(SECOND);
  const close = jest.spyOn(shadowOf(service), 'close');
  await service.loader.reload(SECOND, 'id');
  expect(service.loader.beside.shadow.current).toBeNull();
  expect(close).toHaveBeenCalledTimes(1);
  await scoreOf(service, 1);
  await service.loader.reload(FIRST, 'id');
  expect(shadowOf(service).version).toBe(SECOND);
  await scoreOf(service, 2);
  expect(await accounted(service, 2)).toMatchObject({ model_shadow_rows_total: 2 });
});

test('a shadow is not addressed: its version is none that answers', async () => {
  const { state } = await shadowed(SECOND);
  expect(state.models.first.versions.map(({ version }) => version)).toEqual([FIRST]);
  expect(() => state.models.first.find({ version: SECOND, label: null })).toThrow('No version "2.0.0"');
});
