import { Agent } from 'node:http';
import { promote } from '@reckit/artifacts';
import { childServices } from '../../service-testing/programs/child-service';
import { ask } from '../../service-testing/clients/http-client';
import {
  addNetworkPackage,
  CATEGORY_VALUES,
  EVENT_VALUES,
  networkPackages,
  type NetworkPackage,
} from '../../service-testing/packages/network-package';

const services = childServices(__dirname);
const newModelDir = networkPackages();

const SMALL: NetworkPackage = { model: 'deepfm', version: 'small', outputs: ['predictions'] };
/** Twelve megabytes: too large to be moved to the main thread. */
const LARGE: NetworkPackage = { ...SMALL, version: 'large', ballastRows: 3_000_000 };
const ROWS = Array.from({ length: 200 }, (_, i) => ({
  item_ctr: i,
  item_category: i % 2 === 0 ? 'books' : 'films',
  user_history: ['b'],
}));
const EXPECTED = ROWS.map(
  (_, i) => i + (i % 2 === 0 ? CATEGORY_VALUES.books : CATEGORY_VALUES.unknown) + EVENT_VALUES.b,
);
const CONNECTIONS = 4;

test('a network is scored the same in either thread, and no request notices a reload from one to the other', async () => {
  const modelDir = await newModelDir(SMALL);
  await addNetworkPackage(modelDir, LARGE);
  const service = await services.start({ MODEL_DIR: modelDir, SHUTDOWN_GRACE_MS: '2000' });
  expect(service.log.find(line => line.message.startsWith('listening'))).toMatchObject({
    engine: 'onnxruntime',
    features: 3,
  });
  const agent = new Agent({ keepAlive: true });
  let isReloading = true;
  const askAlways = async (): Promise<number> => {
    let answered = 0;
    while (isReloading) {
      const { status, text } = await ask(service.port, {
        path: '/predictions/deepfm',
        body: { data: ROWS },
        agent,
      });
      expect(status).toBe(200);
      expect(JSON.parse(text)).toEqual({ predictions: EXPECTED });
      answered++;
    }
    return answered;
  };
  try {
    const asking = Promise.all(Array.from({ length: CONNECTIONS }, askAlways));
    for (const version of ['large', 'small', 'large', 'small']) {
      await promote(modelDir, 'deepfm', version);
      const reload = await ask(service.port, { method: 'POST', path: '/reload' });
      expect(JSON.parse(reload.text)).toMatchObject({ status: 'success', new_version: version });
    }
    isReloading = false;
    for (const answered of await asking) expect(answered).toBeGreaterThan(2);
  } finally {
    isReloading = false;
    agent.destroy();
  }
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.stderr).toBe('');
});
