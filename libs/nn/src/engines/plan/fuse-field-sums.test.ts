import * as tf from '@tensorflow/tfjs-core';
import { StepMemory } from '@reckit/kernels';
import { traceProgram } from '@reckit/tracer';
import { computeOnCpu, expectClose } from '../../../../tracer/testing/compare';
import { RandomValues } from '../../../../tracer/testing/random-values';
import { loadNativeRuntime } from '../native/native-runtime';
import { compilePlan } from './compile-plan';
import { fuseFieldSums } from './fuse-field-sums';
import { specsOf } from './value-specs';

const random = new RandomValues(12);

function sumsOf(fields: tf.Tensor): tf.Tensor[] {
  const dim = (fields.shape[2] ?? 0) - 1;
  const [weights, vectors] = tf.split(fields, [1, dim], 2);
  const squares = tf.sum(tf.square(vectors), [1, 2]);
  return [tf.sum(weights, 1), tf.sum(vectors, 1), squares, tf.neg(vectors)];
}

test.each([
  [5, 3, 17],
  [2, 1, 8],
  [3, 4, 24],
])('the sums of fields [%d, %d, %d] are one node', async (...shape) => {
  const given = random.float(shape);
  const program = traceProgram('sums', ({ input, output }) => {
    sumsOf(input('fields', 'float32', shape)).forEach((result, i) => output(`output${i}`, tf.add(result, 1)));
  });
  const operators = fuseFieldSums(program.graph.nodes, program, specsOf(program)).map(({ op }) => op);
  expect(operators.filter(op => op !== 'Add').sort()).toEqual(['FieldSums', 'Neg']);

  const plan = compilePlan(program, { memory: new StepMemory(), runtime: loadNativeRuntime(), threads: 1 });
  plan.floats('fields').set(given.data);
  plan.run();
  const expected = await computeOnCpu(fields => sumsOf(fields).map(result => tf.add(result, 1)), [given]);
  expected.forEach(({ data }, i) => {
    expectClose(plan.floats(`output${i}`), data, { absolute: 1e-5, relative: 1e-5 });
  });
  plan.close();
});

test('sums of which the squares are read as well stay as they are', () => {
  const program = traceProgram('sums', ({ input, output }) => {
    const [weights, vectors] = tf.split(input('fields', 'float32', [5, 3, 17]), [1, 16], 2);
    const squares = tf.square(vectors);
    [tf.sum(weights, 1), tf.sum(vectors, 1), tf.sum(squares, [1, 2]), tf.neg(squares)].forEach((result, i) =>
      output(`output${i}`, result),
    );
  });
  expect(fuseFieldSums(program.graph.nodes, program, specsOf(program))).toEqual(program.graph.nodes);
});
