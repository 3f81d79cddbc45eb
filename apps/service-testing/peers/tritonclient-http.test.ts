/** @needs tritonclient */
import { xgb } from '@reckit/definitions';
import { expectClose } from '../clients/expect-close';
import { localServicesOf } from '../programs/local-service';
import { runPythonCases, type CaseOutcome } from './python-cases';
import { MODEL_DIR, recordedModel } from './recorded-models';

const PREDICT_KEY = 'predict-secret';
const RELOAD_KEY = 'reload-secret';

const services = localServicesOf(xgb, MODEL_DIR);
const service = services.shared({ RELOAD_API_KEY: RELOAD_KEY, COMPRESS_MIN_BYTES: '1' });
const guarded = services.shared({ PREDICT_API_KEY: PREDICT_KEY });
const recorded = recordedModel('xgb');
const rows = recorded.rows.slice(0, 2);
const scores = recorded.outputs['predictions'].slice(0, 2);

let outcomes: Readonly<Record<string, CaseOutcome>> = {};
beforeAll(async () => {
  outcomes = await runPythonCases('tritonclient_http.py', {
    address: `127.0.0.1:${service().port}`,
    guarded: `127.0.0.1:${guarded().port}`,
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
  ['other version ready', false],
])('%s: %s', (name, answer) => {
  expect(valueOf(name)).toBe(answer);
});

test('metadata and configuration', () => {
  expect(valueOf('server metadata')).toMatchObject({
    name: expect.any(String),
    version: expect.any(String),
    extensions: expect.arrayContaining(['binary_tensor_data', 'model_repository', 'statistics']),
  });
  expect(valueOf('metadata')).toEqual({
    name: 'xgb',
    versions: [recorded.version],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'input0', datatype: 'FP32', shape: [-1, 7] }],
    outputs: [{ name: 'predictions', datatype: 'FP32', shape: [-1] }],
  });
  expect(valueOf('config')).toMatchObject({
    name: 'xgb',
    input: [{ name: 'input0', data_type: 'TYPE_FP32', dims: [7] }],
    output: [{ name: 'predictions', data_type: 'TYPE_FP32', dims: [] }],
  });
});

test.each([
  'matrix',
  'matrix, JSON',
  'matrix, binary in, JSON out',
  'matrix, FP64',
  'features',
  'features, JSON',
  'objects',
  'objects, JSON',
  'of a version',
  'gzip',
  'deflate',
])('%s: the numbers that are recorded', name => {
  expectClose(valueOf(name), { predictions: ['float32', [2], scores] }, recorded.tolerance);
});

test.each(['raw', 'made apart', 'basic authentication', 'key in a header'])('%s: the same numbers', name => {
  expectClose(valueOf(name), scores, recorded.tolerance);
});

test('asynchronous calls at once, and those of asyncio', () => {
  expectClose(valueOf('asynchronous'), Array(8).fill(scores), recorded.tolerance);
  expectClose(valueOf('asyncio'), [true, true, scores], recorded.tolerance);
});

test('truths are the numbers 1 and 0', () => {
  const asNumbers = valueOf('numbers in place of truths');
  expect(valueOf('truths')).toEqual(asNumbers);
  expect(valueOf('truths, JSON')).toEqual(asNumbers);
});

test('the id comes back, and parameters of other servers are ignored', () => {
  expect(valueOf('options')).toMatchObject({ id: 'a1', model_name: 'xgb', model_version: recorded.version });
});

test.each([
  ['no such model', '404', /^No model "nothing" here; this process serves xgb\.$/],
  ['wrong shape', '400', /3 columns|3 .*7|7 .*3/],
  ['unknown output', '400', /nothing/],
  ['wrong password', '401', /key/i],
  ['no key', '401', /key/i],
  ['index without the key', '401', /key/i],
])('%s: status %s in the words of the service', (name, status, message) => {
  expect(outcomes[name]).toEqual({ error: expect.stringMatching(message), status });
});

test('the index, and unloading and loading', () => {
  expect(valueOf('index')).toEqual([{ name: 'xgb', version: recorded.version, state: 'READY', reason: '' }]);
  expect(valueOf('unloaded and loaded')).toEqual([
    [false, false],
    [true, true],
  ]);
});

test('statistics count what was asked', () => {
  const statistics = valueOf('statistics');
  expect(valueOf('all statistics')).toEqual(statistics);
  expect(statistics).toMatchObject({
    model_stats: [
      {
        name: 'xgb',
        version_name: recorded.version,
        inference_stats: { success: { count: expect.any(Number) }, fail: { count: 2 } },
      },
    ],
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
  expect(outcomes[name]).toEqual({ error: expect.stringMatching(/^There is no \/v2\//), status: '404' });
});
