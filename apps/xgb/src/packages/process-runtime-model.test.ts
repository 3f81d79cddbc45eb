import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childServices } from '../../../service-testing/child-service';
import { ask } from '../../../service-testing/http-client';

const FIXTURE = path.join(__dirname, '../../fixtures/count-poisson');
const COLUMNS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const services = childServices(path.join(__dirname, '..'));
const rows: (number | null)[][] = JSON.parse(readFileSync(path.join(FIXTURE, 'inputs.json'), 'utf8'));
const { predict: expected }: { predict: number[] } = JSON.parse(
  readFileSync(path.join(FIXTURE, 'expected.json'), 'utf8'),
);
/** Gaps take the default when served, which the recording did not do. */
const complete = rows.flatMap((row, i) => (row.includes(null) ? [] : [i]));
const body = { data: complete.map(i => rows[i]) };
const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-runtime-'));

beforeAll(() => {
  cpSync(path.join(FIXTURE, 'model.json'), path.join(modelDir, 'xgb_model.json'));
  writeFileSync(path.join(modelDir, 'feature_meta.json'), JSON.stringify({ feature_columns: COLUMNS }));
});
afterAll(() => rmSync(modelDir, { recursive: true, force: true }));

test('a model that is more than a plain forest is scored by ONNX Runtime, also while it is reloaded', async () => {
  const service = await services.start({ MODEL_DIR: modelDir, SHUTDOWN_GRACE_MS: '2000' });
  expect(service.log.find(line => line.message.startsWith('listening'))?.['engine']).toBe('onnxruntime');
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
      const { predictions }: { predictions: number[] } = JSON.parse(text);
      predictions.forEach((score, i) => {
        const wanted = expected[complete[i]];
        expect(Math.abs(score - wanted)).toBeLessThanOrEqual(Math.max(1e-6, 1e-5 * Math.abs(wanted)));
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
