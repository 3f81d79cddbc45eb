/** @needs perf_analyzer */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { xgb } from '@reckit/definitions';
import { ask } from '../clients/http-client';
import { localServicesOf, localUnifiedServicesOf, type LocalService } from '../programs/local-service';
import { ALL_MODELS, MODEL_DIR, recordedModel } from './recorded-models';
import { runProgram } from './run-program';

const alone = localServicesOf(xgb, MODEL_DIR).shared({ GRPC_PORT: '0' });
const together = localUnifiedServicesOf(ALL_MODELS, MODEL_DIR).shared({ GRPC_PORT: '0' });

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-perf-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each measurement is one over so many requests. */
const REQUESTS = 60;

/** Measures a model, and gives the requests a second that were measured, as they are printed. */
async function measure(
  { port, grpcPort }: LocalService,
  protocol: 'http' | 'grpc',
  model: string,
  level: number,
  more: readonly string[],
): Promise<number> {
  const address = `127.0.0.1:${protocol === 'http' ? port : grpcPort}`;
  const { code, stdout, stderr } = await runProgram(process.env['PERF_ANALYZER'] ?? 'perf_analyzer', [
    ...['-m', model, '-i', protocol, '-u', address, '--request-count', String(REQUESTS)],
    ...['--concurrency-range', String(level), ...more],
  ]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout, stderr });
  const [, measured] =
    new RegExp(`^Concurrency: ${level}, throughput: ([\\d.]+) infer/sec`, 'm').exec(stdout) ?? [];
  return Number(measured);
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
  level: number,
  more: readonly string[] = [],
): Promise<void> {
  const [answered, failed] = counted(service, model);
  expect(await measure(service, protocol, model, level, more)).toBeGreaterThan(0);
  const [answeredSince, failedSince] = counted(service, model);
  expect(answeredSince - answered).toBeGreaterThanOrEqual(REQUESTS);
  expect(failedSince).toBe(failed);
}

describe.each(['http', 'grpc'] as const)('over %s', protocol => {
  test.each([1, 2, 4])('xgb alone, %d requests at once', async level => {
    await expectMeasured(alone(), protocol, 'xgb', level);
  });

  test('ten rows a request, asked asynchronously', async () => {
    await expectMeasured(alone(), protocol, 'xgb', 3, ['-b', '10', '--async']);
  });

  test.each(['xgb', 'deepfm', 'mmoe'])('%s beside the others', async model => {
    await expectMeasured(together(), protocol, model, 2);
  });
});

test('over gRPC, compressed', async () => {
  await expectMeasured(alone(), 'grpc', 'xgb', 2, ['--grpc-compression-algorithm', 'gzip']);
});

test('it takes the answers to the rows of the package for what /predictions answers', async () => {
  const { rows, features } = recordedModel('xgb');
  const file = path.join(folder, 'rows.json');
  const { text } = await ask(alone().port, { path: '/predictions/xgb', body: { data: rows } });
  const { predictions }: { readonly predictions: readonly number[] } = JSON.parse(text);
  // It takes a number for one only if it has a point.
  const list = (values: readonly number[]): string =>
    `[${values.map(value => (Number.isInteger(value) ? value.toFixed(1) : String(value))).join()}]`;
  const data = rows.map(row => `{"input0": ${list(features.map(name => row[name]))}}`);
  const expected = predictions.map(prediction => `{"predictions": ${list([prediction])}}`);
  writeFileSync(file, `{"data": [${data.join()}], "validation_data": [${expected.join()}]}`);
  await expectMeasured(alone(), 'http', 'xgb', 1, ['--input-data', file]);
  await expectMeasured(alone(), 'grpc', 'xgb', 1, ['--input-data', file]);
});
