import * as tf from '@tensorflow/tfjs-core';
import { StepMemory } from '@reckit/kernels';
import { traceProgram, type Program } from '@reckit/tracer';
import { computeOnCpu, expectClose, type Values } from '../../../../tracer/testing/compare';
import { RandomValues } from '../../../../tracer/testing/random-values';
import { fmInteraction } from '../../layers/fm-interaction';
import { loadNativeRuntime } from '../native/native-runtime';
import { compilePlan } from './compile-plan';
import { fuseFieldGradients } from './fuse-field-gradients';
import { specsOf } from './value-specs';

const random = new RandomValues(11);
const [ROWS, FIELDS, DIM, NUMBERS] = [5, 3, 7, 2];
const INPUTS: readonly Values[] = [
  random.float([ROWS, FIELDS, 1 + DIM]),
  random.float([ROWS, NUMBERS]),
  random.float([NUMBERS + FIELDS * DIM, 4]),
];

/** The gradient of fields of which a factorisation machine and a layer are made. */
function fieldGradient(readsLast: boolean): (...inputs: tf.Tensor[]) => tf.Tensor {
  return (fields, numbers, layer) => {
    const loss = (given: tf.Tensor): tf.Tensor => {
      const [weights, vectors] = tf.split(given, [1, DIM], 2);
      const flat = tf.reshape(vectors, [ROWS, FIELDS * DIM]);
      const deep = tf.matMul(tf.concat(readsLast ? [numbers, flat] : [flat, numbers], 1), layer);
      const score = tf.add(tf.sum(weights, 1), fmInteraction(vectors));
      return tf.sum(tf.square(tf.add(score, tf.sum(deep, 1, true))));
    };
    return tf.grad(loss as (x: tf.Tensor) => tf.Scalar)(fields);
  };
}

function programOf(computation: (...inputs: tf.Tensor[]) => tf.Tensor): Program {
  return traceProgram('gradient', ({ input, output }) => {
    output('output', computation(...INPUTS.map(({ shape }, i) => input(`input${i}`, 'float32', shape))));
  });
}

test.each([true, false])(
  'the gradient of fields is one node, whose numbers are last: %s',
  async readsLast => {
    const computation = fieldGradient(readsLast);
    const program = programOf(computation);
    const fused = fuseFieldGradients(program.graph.nodes, program, specsOf(program));
    const gone = ['Sub', 'Expand', 'Concat', 'Split', 'Reshape'];
    const counts = (nodes: readonly { readonly op: string }[]) =>
      gone.map(op => nodes.filter(node => node.op === op).length);
    const before = counts(program.graph.nodes);
    expect(counts(fused)).toEqual(before.map(count => count - 1));
    expect(fused.filter(({ op }) => op === 'FieldGradient').map(({ attributes }) => attributes)).toEqual([
      { offset: { kind: 'int', value: readsLast ? NUMBERS : 0 } },
    ]);

    const plan = compilePlan(program, { memory: new StepMemory(), runtime: loadNativeRuntime(), threads: 1 });
    INPUTS.forEach(({ data }, i) => plan.floats(`input${i}`).set(data));
    plan.run();
    const [expected] = await computeOnCpu(computation, INPUTS);
    expectClose(plan.floats('output'), expected.data, { absolute: 1e-5, relative: 1e-5 });
    plan.close();
  },
);

test('what something else reads stays', () => {
  const program = programOf(fieldGradient(true));
  const [concat] = program.graph.nodes
    .filter(({ op, outputs }) => op === 'Concat' && outputs.length === 1)
    .slice(-1);
  const read: Program = {
    ...program,
    graph: {
      ...program.graph,
      outputs: [...program.graph.outputs, { ...program.graph.outputs[0], name: concat.inputs[1] }],
    },
  };
  expect(fuseFieldGradients(read.graph.nodes, read, specsOf(read))).toEqual(read.graph.nodes);
});
