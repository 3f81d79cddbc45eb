import { cpSync, rmSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import {
  childServices,
  unprivilegedUser,
  type ChildService,
} from '../../../service-testing/programs/child-service';
import { ask } from '../../../service-testing/clients/http-client';
import { MODEL_FAULTS, type ModelFault } from '../testing/model-faults';
import { fileOf, FIRST, modelFolders, readFixtureManifest, SECOND } from '../testing/model-folders';

const services = childServices(path.join(__dirname, '..'));
const newModelDir = modelFolders();
const user = unprivilegedUser();

/** Its tests as a user whom permissions bind; skipped, and saying so, where there is none. */
function testWithFault(fault: ModelFault, title: string, run: () => Promise<void>): void {
  if (fault.byPermission === true && user === null) {
    test.skip(
      `${title} (skipped: root may read everything, and no other user may read this repository)`,
      run,
    );
  } else test(title, run);
}

describe('a service that is starting ends with one line', () => {
  for (const fault of MODEL_FAULTS) {
    testWithFault(fault, fault.name, async () => {
      const modelDir = newModelDir();
      await promote(modelDir, 'xgb', SECOND);
      await fault.spoil(modelDir);

      const line = await refusalOf(services.spawn({ MODEL_DIR: modelDir }, user ?? {}));
      expect(line).toMatch(fault.reason);
    });
  }

  test('a model directory that is not there', async () => {
    const modelDir = path.join(newModelDir(), 'nowhere');
    const line = await refusalOf(services.spawn({ MODEL_DIR: modelDir }));
    expect(line).toContain(`No model "xgb" in ${modelDir}: expected the folder xgb/`);
    expect(line).toContain('set MODEL_DIR');
  });

  test('a model without a current version', async () => {
    const modelDir = newModelDir();
    rmSync(path.join(modelDir, 'xgb', '.current_version'));
    const line = await refusalOf(services.spawn({ MODEL_DIR: modelDir }));
    expect(line).toContain('has no .current_version');
    expect(line).toContain('set MODEL_VERSION');
  });

  test('a MODEL_VERSION that is not there', async () => {
    const line = await refusalOf(services.spawn({ MODEL_DIR: newModelDir(), MODEL_VERSION: '9.9.9' }));
    expect(line).toMatch(/There is no version "9\.9\.9" of xgb in .*; there is 1\.0\.0, 2\.0\.0\./);
  });

  test('a truncated file in a flat directory', async () => {
    const modelDir = newModelDir();
    cpSync(fileOf(modelDir, FIRST, ''), modelDir, { recursive: true });
    rmSync(path.join(modelDir, 'xgb'), { recursive: true });
    truncateSync(path.join(modelDir, 'xgb_model.json'), 1000);
    const line = await refusalOf(services.spawn({ MODEL_DIR: modelDir }));
    expect(line).toMatch(/xgb_model|XGBoost/);
  });

  test('wrong variables, all of them named', async () => {
    const line = await refusalOf(
      services.spawn({ PORT: 'http', MAX_BODY_BYTES: '-1', SHUTDOWN_GRACE_MS: '1.5', LOG_LEVEL: 'loud' }),
    );
    expect(line).toContain('PORT must be a whole number from 0 to 65535, not "http"');
    expect(line).toContain('MAX_BODY_BYTES must be');
    expect(line).toContain('SHUTDOWN_GRACE_MS must be');
    expect(line).toContain('LOG_LEVEL must be one of error, warn, info, debug, not "loud"');
  });

  test('a port that is in use', async () => {
    const occupant = createServer();
    await new Promise<void>(resolve => occupant.listen(0, '127.0.0.1', resolve));
    const { port } = occupant.address() as AddressInfo;
    try {
      const line = await refusalOf(services.spawn({ MODEL_DIR: newModelDir(), PORT: String(port) }));
      expect(line).toContain(`port ${port} on 127.0.0.1 is in use`);
    } finally {
      occupant.close();
    }
  });

  test('a HOST that is no address of the machine', async () => {
    // 203.0.113.0/24 is reserved for documentation.
    const line = await refusalOf(services.spawn({ MODEL_DIR: newModelDir(), HOST: '203.0.113.1' }));
    expect(line).toContain('HOST=203.0.113.1 is no address of this machine');
  });
});

describe('a service that is running keeps the old model and says why', () => {
  for (const fault of MODEL_FAULTS) {
    testWithFault(fault, fault.name, async () => {
      const modelDir = newModelDir();
      const service = await services.start({ MODEL_DIR: modelDir }, user ?? {});
      const before = await checkedPredictions(service);
      await promote(modelDir, 'xgb', SECOND);
      await fault.spoil(modelDir);

      const refused = await ask(service.port, { method: 'POST', path: '/reload' });
      expect(refused.status).toBe(fault.status ?? 500);
      expect(JSON.parse(refused.text)).toEqual({
        detail: expect.stringMatching(fault.reason),
        request_id: refused.headers['x-request-id'],
      });
      expect(refused.text).not.toMatch(/\\n/);
      expect(await service.logged('reload failed, the old model goes on serving')).toMatchObject({
        level: 'error',
        version: FIRST,
        error: expect.stringMatching(fault.reason),
      });

      expect(await checkedPredictions(service)).toEqual(before);
      expect((await ask(service.port, { path: '/ready' })).status).toBe(200);
      const metrics = (await ask(service.port, { path: '/metrics' })).text.split('\n');
      expect(metrics).toContain('model_reload_total{status="failure"} 1');
      expect(metrics).toContain(`model_version_info{version="${FIRST}"} 1`);
      expect(service.stderr).toBe('');
    });
  }
});

/** The scores of the rows that the first version was checked with; they are those that it recorded. */
async function checkedPredictions(service: ChildService): Promise<readonly number[]> {
  const [{ checks }] = (await readFixtureManifest(FIRST)).signatures;
  const answer = await ask(service.port, { path: '/predictions/xgb', body: { data: checks.rows } });
  expect(answer.status).toBe(200);
  const { predictions }: { predictions: number[] } = JSON.parse(answer.text);
  checks.outputs['predictions'].forEach((score, i) => expect(predictions[i]).toBeCloseTo(score, 5));
  return predictions;
}

/** The one line with which a service refused to start. */
async function refusalOf(service: ChildService): Promise<string> {
  const ending = await service.ended;
  expect(service.stderr).toMatch(/^xgb: cannot start: [^\n]+\n$/);
  expect(service.stderr).not.toMatch(/\.[jt]s:\d+/);
  expect(service.log).toEqual([]);
  expect(ending).toEqual({ code: 1, signal: null });
  return service.stderr;
}
