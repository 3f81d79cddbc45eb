import { Agent } from 'node:http';
import path from 'node:path';
import { childServices } from '../../../service-testing/programs/child-service';
import { ask } from '../../../service-testing/clients/http-client';
import { recordedShape, recordedShapeFolders } from '../testing/recorded-shape';

const services = childServices(path.join(__dirname, '..'));
const newFolder = recordedShapeFolders();

test.each([
  ['trees whose leaves are vectors', '3.2.0/outputs-targets-vectors', 'onnxruntime'],
  ['counts by a forest with categories', '3.2.0/categories-poisson', 'forest'],
  ['a forest of several outputs', '3.2.0/outputs-softprob-3', 'forest'],
  ['a forest with categories', '3.2.0/categories-partition', 'forest'],
])('%s (%s) go to the engine %s and score as recorded, also while reloaded', async (_, shape, engine) => {
  const { rows, predictions: recorded } = recordedShape(shape);
  // Gaps take the default when served, which the recording did not do.
  const complete = rows.flatMap((row, i) => (row.includes(null) ? [] : [i]));
  const body = { data: complete.map(i => rows[i]) };
  const expected = complete.map(i => recorded[i]);
  const service = await services.start({ MODEL_DIR: newFolder(shape), SHUTDOWN_GRACE_MS: '2000' });
  expect(service.log.find(line => line.message.startsWith('listening'))?.['engine']).toBe(engine);
  const agent = new Agent({ keepAlive: true });
  try {
    let isReloading = true;
    const reloads = (async () => {
      for (let i = 0; i < 4; i++) {
        expect((await ask(service.port, { method: 'POST', path: '/reload' })).status).toBe(200);
      }
      isReloading = false;
    })();
    let answered = 0;
    while (isReloading) {
      const { status, text } = await ask(service.port, { path: '/predictions/xgb', body, agent });
      expect(status).toBe(200);
      const { predictions }: { predictions: (number | number[])[] } = JSON.parse(text);
      const scores = predictions.flat();
      expected.flat().forEach((wanted, i) => {
        expect(Math.abs(scores[i] - wanted)).toBeLessThanOrEqual(Math.max(1e-6, 1e-5 * Math.abs(wanted)));
      });
      answered++;
    }
    await reloads;
    expect(answered).toBeGreaterThan(4);
  } finally {
    agent.destroy();
  }
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.stderr).toBe('');
});
