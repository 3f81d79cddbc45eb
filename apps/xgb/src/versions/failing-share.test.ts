import { writeFaultyVersion } from '../../../service-testing/packages/day-files';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import type { Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { ROW } from '../../../service-testing/packages/sample-rows';
import { services, type LocalService } from '../testing/local-service';
import { FIRST, modelFolders } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();

const FAULTY = 'faulty';
/** The faulty version answers the one, and fails at the other. */
const SMALL = { ...ROW, price: 20 };
const LARGE = { ...ROW, price: 250_000 };

async function startFaulty(share: number, settings: Record<string, string> = {}): Promise<LocalService> {
  const MODEL_DIR = packages();
  await writeFaultyVersion(MODEL_DIR, FAULTY);
  return start({
    MODEL_DIR,
    MODEL_LABELS: `canary:${FAULTY}`,
    MODEL_SHARE: `canary:${share}`,
    ...settings,
  });
}

/** @param version - that is asked for; undefined for none */
function score({ port }: LocalService, row: object, version?: string): Promise<Answer> {
  const path = version === undefined ? '/predictions/xgb' : `/predictions/xgb/${version}`;
  return postBytes(port, path, JSON.stringify({ data: [row] }));
}

test('what a version fails that has a share is answered by the current one, and counted for both', async () => {
  const service = await startFaulty(100);
  const [small, large] = [await score(service, SMALL), await score(service, LARGE)];
  expect([small, large].map(({ status }) => status)).toEqual([200, 200]);
  expect([small, large].map(({ headers }) => headers['x-model-version'])).toEqual([FAULTY, FIRST]);
  const current = await score(service, LARGE, FIRST);
  expect(large.text).toBe(current.text);
  const metrics = await readMetrics(service.port);
  const answered = (version: string, status: number): number | undefined =>
    metrics[`model_version_predictions_total{version="${version}",status="${status}"}`];
  expect([answered(FAULTY, 200), answered(FAULTY, 500), answered(FIRST, 200)]).toEqual([1, 1, 2]);
  expect(metrics['model_predictions_total{status="500"}']).toBeUndefined();
  expect(service.state.inflight).toBe(0);
});

test('what it refuses is answered, too, unless the current one refuses it as well', async () => {
  const service = await startFaulty(100);
  const known = await score(service, { ...ROW, price: 'dear' });
  expect([known.status, known.headers['x-model-version']]).toEqual([200, FIRST]);
  const wrong = await score(service, { item_ctr: 'high', price: 'dear' });
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('item_ctr');
});

test('a version that was asked for fails for itself', async () => {
  const service = await startFaulty(0);
  expect((await score(service, LARGE, FAULTY)).status).toBe(500);
});

test('a request is let in once, and has one place', async () => {
  const service = await startFaulty(100, { RATE_LIMIT_RPS: '30', MAX_INFLIGHT: '1' });
  for (let i = 0; i < 20; i++) expect((await score(service, LARGE)).status).toBe(200);
  expect(service.state.inflight).toBe(0);
});
