import { writeLabels } from '@reckit/artifacts';
import type { ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { readMetrics } from '../../../service-testing/conformance/read-metrics';
import { FIRST, SECOND } from '../testing/model-folders';
import { checkedRows, PREDICTIONS, workerServices } from './worker-services';

const services = workerServices();
const CONNECTIONS = 6;

/** The versions that predictions on several new connections are of, each once. */
async function answeringVersions({ port }: ChildService): Promise<readonly unknown[]> {
  const body = await checkedRows();
  const versions = new Set<unknown>();
  for (let connection = 0; connection < CONNECTIONS; connection++) {
    const { status, headers } = await ask(port, { path: PREDICTIONS, body });
    expect(status).toBe(200);
    versions.add(headers['x-model-version']);
  }
  return [...versions];
}

async function allAnswerBy(service: ChildService, version: string): Promise<void> {
  await eventually(`answers of ${version} alone`, async () =>
    (await answeringVersions(service)).join() === version ? true : null,
  );
}

test('labels and shares change on all workers at a reload, and on one that comes later', async () => {
  const { service, modelDir } = await services.start();
  expect(await answeringVersions(service)).toEqual([FIRST]);
  await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
  expect((await ask(service.port, { path: '/reload', body: {} })).status).toBe(200);
  expect(await answeringVersions(service)).toEqual([SECOND]);

  process.kill(service.helperPids()[0], 'SIGKILL');
  await service.logged('a worker has ended and is replaced');
  await eventually(
    'two workers',
    async () => (await readMetrics(service.port))['service_workers'] === 2 || null,
  );
  // A start waits for no label.
  await allAnswerBy(service, SECOND);
});

test('with MODEL_WATCH_MS they change on all workers by themselves', async () => {
  const { service, modelDir } = await services.start({ MODEL_WATCH_MS: '20' });
  await writeLabels(modelDir, 'xgb', { canary: { version: SECOND, share: 100 } });
  await allAnswerBy(service, SECOND);
  await writeLabels(modelDir, 'xgb', {});
  await allAnswerBy(service, FIRST);
});
