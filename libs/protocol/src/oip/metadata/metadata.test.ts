import type { RowFeatures, ScannedColumn } from '../../rows/row-features';
import { modelMetadata, serverMetadata, type DescribedModel } from './describe-model';
import { modelInputs } from './input-tensors';
import { modelConfig } from './model-config';
import { modelStatistics } from './model-statistics';
import { modelOutputs } from './output-tensors';
import { repositoryIndex } from './repository-index';

const NUMBER: ScannedColumn = {
  kind: 'numeric',
  start: 0,
  encode: raw => raw,
  fallback: 0,
  roundsFirst: true,
};
const CODE: ScannedColumn = { kind: 'coded', start: 1, fallback: 0 };
const CATEGORY: ScannedColumn = { kind: 'categorical', start: 2, idOf: () => 0, unknown: 0, fallback: 0 };
const SEQUENCE: ScannedColumn = { kind: 'sequence', start: 3, idOf: () => 0, unknown: 0, maxLength: 5 };

function featuresOf(columns: readonly ScannedColumn[]): RowFeatures {
  return {
    featureNames: columns.map((_, i) => `f${i}`),
    columns,
    width: 8,
    encodeValue: () => undefined,
    openSequence: () => ({ add: () => undefined, close: () => undefined }),
    rowProblem: () => new Error('no row'),
  };
}

const MODEL: DescribedModel = {
  name: 'mmoe',
  versions: ['v1', 'v2'],
  inputs: modelInputs(featuresOf([NUMBER, NUMBER])),
  outputs: modelOutputs([
    { name: 'ctr', role: 'task', width: 1 },
    { name: 'item_ids', role: 'ids', width: 3 },
  ]),
  maxRows: 100,
};

test('a server says what it understands beyond the protocol', () => {
  expect(serverMetadata('reckit', '1.2.3')).toEqual({
    name: 'reckit',
    version: '1.2.3',
    extensions: expect.arrayContaining(['binary_tensor_data', 'statistics']),
  });
});

test('the inputs are one matrix where all features are numbers, else a tensor for each feature', () => {
  expect(MODEL.inputs).toEqual([{ name: 'input0', datatype: 'FP32', shape: [-1, 2] }]);
  expect(modelInputs(featuresOf([NUMBER, CODE, CATEGORY, SEQUENCE]))).toEqual([
    { name: 'f0', datatype: 'FP32', shape: [-1, 1] },
    { name: 'f1', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'f2', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'f3', datatype: 'BYTES', shape: [-1, -1] },
  ]);
});

test('metadata', () => {
  expect(modelMetadata(MODEL)).toEqual({
    name: 'mmoe',
    versions: ['v1', 'v2'],
    platform: 'onnxruntime_onnx',
    inputs: MODEL.inputs,
    outputs: [
      { name: 'ctr', datatype: 'FP32', shape: [-1] },
      { name: 'item_ids', datatype: 'BYTES', shape: [-1, 3] },
    ],
  });
});

test('a configuration has the dimensions without that of the rows', () => {
  expect(modelConfig(MODEL)).toMatchObject({
    name: 'mmoe',
    platform: 'onnxruntime_onnx',
    max_batch_size: 100,
    input: [{ name: 'input0', data_type: 'TYPE_FP32', dims: [2], optional: false, is_shape_tensor: false }],
    output: [
      { name: 'ctr', data_type: 'TYPE_FP32', dims: [] },
      { name: 'item_ids', data_type: 'TYPE_STRING', dims: [3] },
    ],
    instance_group: [{ kind: 'KIND_CPU', count: 1 }],
    model_transaction_policy: { decoupled: false },
  });
});

test('statistics as Triton has them', () => {
  const duration = (count: number): { count: number; ns: number } => ({ count, ns: count * 10 });
  const counts = {
    name: 'xgb',
    version: 'v1',
    lastInferenceMs: 1_700_000_000_000,
    rows: 30,
    executions: 3,
    success: duration(1),
    fail: duration(2),
    queue: duration(3),
    input: duration(4),
    infer: duration(5),
    output: duration(6),
  };
  expect(modelStatistics(counts)).toEqual({
    name: 'xgb',
    version: '1',
    version_name: 'v1',
    last_inference: 1_700_000_000_000,
    inference_count: 30,
    execution_count: 3,
    inference_stats: {
      success: duration(1),
      fail: duration(2),
      queue: duration(3),
      compute_input: duration(4),
      compute_infer: duration(5),
      compute_output: duration(6),
      cache_hit: duration(0),
      cache_miss: duration(0),
    },
    batch_stats: [],
  });
});

test.each([
  ['1', '1'],
  ['20261125_031634', '20261125'],
  ['1.0.0', '1'],
  ['v007', '7'],
  ['stable', '1'],
  ['9'.repeat(40), '1'],
])('statistics of the version %s have the number %s', (version, number) => {
  const never = { count: 0, ns: 0 };
  const times = { success: never, fail: never, queue: never, input: never, infer: never, output: never };
  const counts = { name: 'xgb', version, lastInferenceMs: 0, rows: 0, executions: 0, ...times };
  expect(modelStatistics(counts)).toMatchObject({ version: number, version_name: version });
});

test('the index has all models, or those that are ready', () => {
  const ready = { name: 'xgb', version: 'v1', state: 'READY', reason: '' } as const;
  const gone = { name: 'mmoe', version: '', state: 'UNAVAILABLE', reason: 'unloaded' } as const;
  expect(repositoryIndex([ready, gone], false)).toEqual([ready, gone]);
  expect(repositoryIndex([ready, gone], true)).toEqual([ready]);
});
