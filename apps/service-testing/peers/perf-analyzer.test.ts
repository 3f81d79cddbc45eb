/** @needs perf_analyzer */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { xgb } from '@reckit/definitions';
import { ask } from '../http-client';
import { localServicesOf, localUnifiedServicesOf, type LocalService } from '../local-service';
import { ALL_MODELS, MODEL_DIR, recordedModel } from './recorded-models';
import { runProgram } from './run-program';

const alone = localServicesOf(xgb, MODEL_DIR).shared({ GRPC_PORT: '0' });
const together = localUnifiedServicesOf(ALL_MODELS, MODEL_DIR).shared({ GRPC_PORT: '0' });

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-perf-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each level of concurrency is measured over so many requests. */
const REQUESTS = 60;
const LEVELS = [1, 2, 3];

/** Measures a model at each level, and gives what was measured of it: requests a second by level. */
async function measure(
  { port, grpcPort }: LocalService,
  protocol: 'http' | 'grpc',
  model: string,
  ...more: readonly string[]
): Promise<ReadonlyMap<number, number>> {
  const address = `127.0.0.1:${protocol === 'http' ? port : grpcPort}`;
  const { code, stdout, stderr } = await runProgram(process.env['PERF_ANALYZER'] ?? 'perf_analyzer', [
    ...['-m', model, '-i', protocol, '-u', address, '--request-count', String(REQUESTS)],
    ...['--concurrency-range', `${LEVELS[0]}:${LEVELS.length}:1`, ...more],
  ]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout, stderr });
  const lines = stdout.matchAll(/^Concurrency: (\d+), throughput: ([\d.]+) infer\/sec/gm);
  return new Map([...lines].map(([, level, throughput]) => [Number(level), Number(throughput)]));
}

/** How many predictions of a model were answered, and how many failed. */
function counted({ state }: LocalService, name: string): readonly [number, number] {
  const { model } = state.models.called(name);
  const sums = model.times.sums.get(model.handle.current?.version ?? '');
  return [sums?.count ?? 0, sums?.fail.count ?? 0];
}

async function expectMeasured(
  service: LocalService,
  protocol: 'http' | 'grpc',
  model: string,
  ...more: readonly string[]
): Promise<void> {
  const [answered, failed] = counted(service, model);
  const throughputs = await measure(service, protocol, model, ...more);
  expect([...throughputs.keys()]).toEqual(LEVELS);
  expect([...throughputs.values()].every(throughput => throughput > 0)).toBe(true);
  const [answeredSince, failedSince] = counted(service, model);
  expect(answeredSince - answered).toBeGreaterThanOrEqual(LEVELS.length * REQUESTS);
  expect(failedSince).toBe(failed);
}

describe.each(['http', 'grpc'] as const)('over %s', protocol => {
  test.each([
    ['xgb', []],
    ['xgb', ['-b', '10']],
    ['xgb', ['--async']],
  ])('%s alone, with %j', async (model, options) => {
    await expectMeasured(alone(), protocol, model, ...options);
  });

  test.each(['xgb', 'deepfm', 'mmoe'])('%s beside the others', async model => {
    await expectMeasured(together(), protocol, model);
  });
});

test('over gRPC, compressed', async () => {
  await expectMeasured(alone(), 'grpc', 'xgb', '--grpc-compression-algorithm', 'gzip');
});

test('rows of the package are answered with the numbers that are recorded', async () => {
  const { rows, features } = recordedModel('xgb');
  const file = path.join(folder, 'rows.json');
  const { text } = await ask(alone().port, { path: '/predictions/xgb', body: { data: rows } });
  const { predictions }: { readonly predictions: readonly number[] } = JSON.parse(text);
  writeFileSync(
    file,
    JSON.stringify({
      data: rows.map(row => ({ input0: features.map(name => row[name]) })),
      validation_data: predictions.map(prediction => ({ predictions: [prediction] })),
    }),
  );
  await expectMeasured(alone(), 'http', 'xgb', '--input-data', file);
});
