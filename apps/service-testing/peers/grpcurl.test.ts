/** @needs grpcurl */
import { expectClose } from '../clients/expect-close';
import { localUnifiedServicesOf } from '../programs/local-service';
import { ALL_MODELS, MODEL_DIR, recordedModel } from './recorded-models';
import { runProgram, type ProgramEnding } from './run-program';

const service = localUnifiedServicesOf(ALL_MODELS, MODEL_DIR).shared({
  GRPC_PORT: '0',
  PREDICT_API_KEY: 'secret',
});
const INFERENCE = 'inference.GRPCInferenceService';

/** Asks the service; what there is to ask, grpcurl learns by reflection. */
function grpcurl(flags: readonly string[], ...what: readonly string[]): Promise<ProgramEnding> {
  const address = `127.0.0.1:${service().grpcPort}`;
  return runProgram(process.env['GRPCURL'] ?? 'grpcurl', ['-plaintext', ...flags, address, ...what]);
}

/** The answer of a call. */
async function call(method: string, message: object, ...flags: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await grpcurl(['-d', JSON.stringify(message), ...flags], method);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('list names the services, and the methods of one', async () => {
  expect((await grpcurl([], 'list')).stdout.trim().split('\n')).toEqual(['grpc.health.v1.Health', INFERENCE]);
  const methods = (await grpcurl([], 'list', INFERENCE)).stdout.trim().split('\n');
  expect(methods).toEqual(
    [
      ...['ModelConfig', 'ModelInfer', 'ModelMetadata', 'ModelReady', 'ModelStatistics', 'RepositoryIndex'],
      ...['RepositoryModelLoad', 'RepositoryModelUnload', 'ServerLive', 'ServerMetadata', 'ServerReady'],
    ].map(name => `${INFERENCE}.${name}`),
  );
});

test.each([
  [`${INFERENCE}.ModelInfer`, 'rpc ModelInfer ( .inference.ModelInferRequest )'],
  ['inference.ModelInferRequest', 'map<string, .inference.InferParameter> parameters'],
  ['inference.ModelConfig', 'max_batch_size'],
  ['grpc.health.v1.Health', 'rpc Check'],
])('describe %s', async (symbol, expected) => {
  const { code, stdout } = await grpcurl([], 'describe', symbol);
  expect(code).toBe(0);
  expect(stdout).toContain(expected);
});

test('health, of the server and of a service', async () => {
  expect(await call('grpc.health.v1.Health/Check', {})).toEqual({ status: 'SERVING' });
  expect(await call('grpc.health.v1.Health/Check', { service: INFERENCE })).toEqual({ status: 'SERVING' });
});

test.each(['xgb', 'deepfm', 'mmoe'])('%s: the numbers that are recorded', async name => {
  const { version, features, rows, outputs, tolerance } = recordedModel(name);
  const values = rows.flatMap(row => features.map(feature => row[feature]));
  const tensor = { name: 'input0', datatype: 'FP32', shape: [rows.length, features.length] };
  const answer = await call(
    `${INFERENCE}/ModelInfer`,
    { model_name: name, id: 'a1', inputs: [{ ...tensor, contents: { fp32_contents: values } }] },
    ...['-H', 'x-api-key: secret'],
  );
  const expected = Object.entries(outputs).map(([output, recorded]) => ({
    name: output,
    datatype: 'FP32',
    shape: [String(rows.length)],
    contents: { fp32Contents: recorded },
  }));
  expectClose(answer, { modelName: name, modelVersion: version, id: 'a1', outputs: expected }, tolerance);
});

test('metadata, configuration and statistics of every model', async () => {
  for (const { name } of ALL_MODELS.models) {
    expect(await call(`${INFERENCE}/ModelMetadata`, { name })).toMatchObject({
      name,
      versions: [expect.any(String)],
    });
    expect(await call(`${INFERENCE}/ModelConfig`, { name })).toMatchObject({ config: { name } });
  }
  expect(await call(`${INFERENCE}/ModelStatistics`, {})).toMatchObject({
    modelStats: ALL_MODELS.models.map(({ name }) => ({ name })),
  });
});

test('fields may go by either of their names', async () => {
  const tensor = { name: 'input0', datatype: 'FP32', shape: [1, 7] };
  const contents = { fp32Contents: Array(7).fill(0) };
  const message = { modelName: 'xgb', inputs: [{ ...tensor, contents }] };
  const answer = await call(`${INFERENCE}/ModelInfer`, message, '-H', 'x-api-key: secret');
  expect(answer).toMatchObject({ modelName: 'xgb' });
});

test('an error is a status with its text', async () => {
  const { code, stderr } = await grpcurl(['-d', '{"name": "nothing"}'], `${INFERENCE}/ModelMetadata`);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(
    /Code: NotFound\s+Message: No model "nothing" here; this process serves xgb, deepfm, mmoe\./,
  );
  const unguarded = await grpcurl(['-d', '{"model_name": "xgb"}'], `${INFERENCE}/ModelInfer`);
  expect(unguarded.stderr).toContain('Code: Unauthenticated');
});
