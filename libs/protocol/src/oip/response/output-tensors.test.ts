import type { AnsweredOutput } from '../../answered-output';
import { BadRequest, InternalError } from '../../errors';
import { outputTensors, selectOutputs } from './output-tensors';

const TASKS: readonly AnsweredOutput[] = [
  { name: 'ctr', role: 'task', width: 1 },
  { name: 'gmv', role: 'task', width: 2 },
];
const NEIGHBOURS: readonly AnsweredOutput[] = [
  { name: 'item_ids', role: 'ids', width: 2 },
  { name: 'scores', role: 'similarity', width: 2 },
];
const ALL = [
  { index: 0, isBinary: false },
  { index: 1, isBinary: false },
];

test('all outputs are answered where none is named', () => {
  expect(selectOutputs(TASKS, null, true)).toEqual([
    { index: 0, isBinary: true },
    { index: 1, isBinary: true },
  ]);
});

test('outputs are answered in the order and the form in which they are asked for', () => {
  const requested = [
    { name: 'gmv', isBinary: true },
    { name: 'ctr', isBinary: false },
  ];
  expect(selectOutputs(TASKS, requested, false)).toEqual([
    { index: 1, isBinary: true },
    { index: 0, isBinary: false },
  ]);
});

test('an output that the model has not, or that is asked for twice, is refused', () => {
  const gmv = { name: 'gmv', isBinary: false };
  expect(() => selectOutputs(TASKS, [{ name: 'a\nb', isBinary: false }], false)).toThrow(
    new BadRequest('The model has no output "a\\nb"; its outputs are ctr, gmv.'),
  );
  expect(() => selectOutputs(TASKS, [gmv, gmv], false)).toThrow(
    new BadRequest('The output "gmv" is asked for twice.'),
  );
});

test('a task of one value is [rows], one of several [rows, width]', () => {
  const tensors = outputTensors(TASKS, [Float32Array.of(1, 2), Float32Array.of(1, 2, 3, 4)], 2, ALL);
  expect(tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual([
    { name: 'ctr', datatype: 'FP32', shape: [2] },
    { name: 'gmv', datatype: 'FP32', shape: [2, 2] },
  ]);
});

test('neighbours are ids as BYTES and their similarities', () => {
  const tensors = outputTensors(NEIGHBOURS, [['a', ''], Float32Array.of(1, 0)], 1, ALL);
  expect(tensors).toEqual([
    {
      name: 'item_ids',
      datatype: 'BYTES',
      shape: [1, 2],
      elements: { kind: 'texts', values: ['a', ''] },
      isBinary: false,
    },
    {
      name: 'scores',
      datatype: 'FP32',
      shape: [1, 2],
      elements: { kind: 'numbers', values: Float32Array.of(1, 0) },
      isBinary: false,
    },
  ]);
});

test('a vector of one number is still [rows, 1]', () => {
  const [tensor] = outputTensors(
    [{ name: 'embedding', role: 'embedding', width: 1 }],
    [Float32Array.of(5)],
    1,
    [{ index: 0, isBinary: false }],
  );
  expect(tensor.shape).toEqual([1, 1]);
});

test('values that are not those of all rows are a fault of ours', () => {
  expect(() => outputTensors(TASKS, [Float32Array.of(1), Float32Array.of(1, 2, 3)], 1, ALL)).toThrow(
    InternalError,
  );
});
