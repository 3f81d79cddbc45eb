import { UnexpectedAnswer } from '../errors';
import type { Tensor } from '../oip/tensor';
import { TensorsPrediction } from './tensors-prediction';

function floats(name: string, shape: readonly number[], ...values: readonly number[]): Tensor {
  return { name, datatype: 'FP32', shape, values: Float32Array.from(values) };
}

const ids: Tensor = { name: 'item_ids', datatype: 'BYTES', shape: [2, 2], values: ['a', 'b', 'c', ''] };

test('scores, named scores and vectors', () => {
  expect(new TensorsPrediction([floats('predictions', [2], 0.5, 1)], 2).scores()).toEqual([0.5, 1]);
  expect(new TensorsPrediction([floats('predictions', [2, 1], 0.5, 1)], 2).scores()).toEqual([0.5, 1]);
  expect(new TensorsPrediction([floats('ctr', [2], 0.5, 1), floats('gmv', [2], 3, 4)], 2).tasks()).toEqual([
    { ctr: 0.5, gmv: 3 },
    { ctr: 1, gmv: 4 },
  ]);
  expect(new TensorsPrediction([floats('embedding', [2, 2], 1, 2, 3, 4)], 2).vectors()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('ids end with the first empty one, and so do their scores', () => {
  expect(new TensorsPrediction([ids, floats('scores', [2, 2], 1, 0.5, 0.25, 0)], 2).neighbours()).toEqual([
    { ids: ['a', 'b'], scores: [1, 0.5] },
    { ids: ['c'], scores: [0.25] },
  ]);
  expect(new TensorsPrediction([ids], 2).neighbours()[1]).toEqual({ ids: ['c'], scores: null });
});

test('no rows', () => {
  expect(new TensorsPrediction([floats('predictions', [0])], 0).scores()).toEqual([]);
  expect(new TensorsPrediction([floats('embedding', [0, 4])], 0).vectors()).toEqual([]);
});

test.each<[string, readonly Tensor[], (prediction: TensorsPrediction) => unknown, string]>([
  [
    'of other rows',
    [floats('y', [3], 1, 2, 3)],
    p => p.scores(),
    'The output y has the shape [3] for 2 rows.',
  ],
  [
    'vectors and no scores',
    [floats('y', [2, 2], 1, 2, 3, 4)],
    p => p.scores(),
    'The output y is FP32 [2,2]; expected one number a row.',
  ],
  [
    'scores and no vectors',
    [floats('y', [2], 1, 2)],
    p => p.vectors(),
    'The output y is FP32 [2]; expected a vector a row.',
  ],
  [
    'several',
    [floats('a', [2], 1, 2), floats('b', [2], 1, 2)],
    p => p.scores(),
    'Expected one output, got a, b.',
  ],
  ['none', [], p => p.scores(), 'Expected one output, got none.'],
  ['texts', [ids], p => p.vectors(), 'The output item_ids is BYTES [2,2]; expected numbers.'],
  ['no ids', [floats('y', [2], 1, 2)], p => p.neighbours(), 'Expected ids and scores, got y.'],
])('outputs that are %s', (_what, outputs, read, message) => {
  const prediction = new TensorsPrediction(outputs, 2);
  expect(() => read(prediction)).toThrow(UnexpectedAnswer);
  expect(() => read(prediction)).toThrow(message);
});
