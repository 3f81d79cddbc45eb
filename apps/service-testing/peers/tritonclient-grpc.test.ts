/** @needs tritonclient */
import { xgb } from '@reckit/definitions';
import { expectClose } from '../clients/expect-close';
import { localServicesOf } from '../programs/local-service';
import { runPythonCases, type CaseOutcome } from './python-cases';
import { MODEL_DIR, recordedModel } from './recorded-models';

const PREDICT_KEY = 'predict-secret';
const RELOAD_KEY = 'reload-secret';

const services = localServicesOf(xgb, MODEL_DIR);
const service = services.shared({ RELOAD_API_KEY: RELOAD_KEY, GRPC_PORT: '0' });
const guarded = services.shared({ PREDICT_API_KEY: PREDICT_KEY, GRPC_PORT: '0' });
const recorded = recordedModel('xgb');
const rows = recorded.rows.slice(0, 2);
const scores = recorded.outputs['predictions'].slice(0, 2);

let outcomes: Readonly<Record<string, CaseOutcome>> = {};
beforeAll(async () => {
  outcomes = await runPythonCases('tritonclient_grpc.py', {
    address: `127.0.0.1:${service().grpcPort}`,
    guarded: `127.0.0.1:${guarded().grpcPort}`,
    model: 'xgb',
    version: recorded.version,
    features: recorded.features,
    rows,
    predict_key: PREDICT_KEY,
    reload_key: RELOAD_KEY,
  });
});

function valueOf(name: string): unknown {
  expect(outcomes[name]).toEqual({ value: outcomes[name].value });
  return outcomes[name].value;
}

test.each([
  ['live', true],
  ['ready', true],
  ['model ready', true],
  ['version ready', true],
])('%s: %s', (name, answer) => {
  expect(valueOf(name)).toBe(answer);
});

test('metadata and configuration', () => {
  expect(valueOf('server metadata')).toMatchObject({
    extensions: expect.arrayContaining(['model_repository', 'statistics']),
  });
  // 64-bit integers are texts in the JSON of protobuf.
  expect(valueOf('metadata')).toEqual({
    name: 'xgb',
    versions: [recorded.version],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'input0', datatype: 'FP32', shape: ['-1', '7'] }],
    outputs: [{ name: 'predictions', datatype: 'FP32', shape: ['-1'] }],
  });
  expect(valueOf('config')).toMatchObject({
    config: { name: 'xgb', input: [{ name: 'input0', data_type: 'TYPE_FP32', dims: ['7'] }] },
  });
});

test.each([
  'matrix',
  'matrix, FP64',
  'features',
  'objects',
  'of a version',
  'of an output',
  'gzip',
  'deflate',
])('%s: the numbers that are recorded', name => {
  expectClose(valueOf(name), { predictions: ['float32', [2], scores] }, recorded.tolerance);
});

test('typed contents are answered typed', () => {
  expectClose(valueOf('typed'), [scores, 0], recorded.tolerance);
});

test.each(['key in the metadata', 'basic authentication'])('%s: the same numbers', name => {
  expectClose(valueOf(name), scores, recorded.tolerance);
});

test('asynchronous calls at once, and those of asyncio', () => {
  expectClose(valueOf('asynchronous'), Array(8).fill([scores, 'None']), recorded.tolerance);
  expectClose(valueOf('asyncio'), [true, true, scores], recorded.tolerance);
});

test('a call that is cancelled ends as such, unless it was answered before', () => {
  expect([null, 'StatusCode.CANCELLED']).toContain(valueOf('cancelled'));
});

test('truths are the numbers 1 and 0', () => {
  expect(valueOf('truths')).toEqual(valueOf('numbers in place of truths'));
});

test('the id comes back, and parameters of other servers are ignored', () => {
  expect(valueOf('options')).toMatchObject({ id: 'a1', model_name: 'xgb', model_version: recorded.version });
});

test.each([
  ['no such model', 'NOT_FOUND', /^No model "nothing" here; this process serves xgb\.$/],
  ['other version ready', 'NOT_FOUND', /^No version "other" of xgb here/],
  ['wrong shape', 'INVALID_ARGUMENT', /3 columns|3 .*7|7 .*3/],
  ['unknown output', 'INVALID_ARGUMENT', /nothing/],
  ['too late', 'DEADLINE_EXCEEDED', /deadline/i],
  ['no key', 'UNAUTHENTICATED', /key/i],
  ['index without the key', 'UNAUTHENTICATED', /key/i],
])('%s: %s in the words of the service', (name, status, message) => {
  expect(outcomes[name]).toEqual({
    error: expect.stringMatching(message),
    status: `StatusCode.${status}`,
  });
});

test('a stream of inferences is refused as what there is not', () => {
  expect(valueOf('stream')).toEqual(['StatusCode.UNIMPLEMENTED', expect.any(String)]);
});

test('the index, and unloading and loading', () => {
  expect(valueOf('index')).toEqual({
    models: [{ name: 'xgb', version: recorded.version, state: 'READY' }],
  });
  expect(valueOf('unloaded and loaded')).toEqual([
    [false, false],
    [true, true],
  ]);
});

test('statistics count what was asked', () => {
  expect(valueOf('statistics')).toMatchObject({
    model_stats: [{ name: 'xgb', inference_stats: { success: { count: expect.stringMatching(/^[1-9]/) } } }],
  });
});

test.each([
  'system shared memory',
  'cuda shared memory',
  'unregister shared memory',
  'register shared memory',
  'trace settings',
  'log settings',
])('%s: what is not there is said to be not there', name => {
  expect(outcomes[name]).toEqual({ error: expect.any(String), status: 'StatusCode.UNIMPLEMENTED' });
});
