import * as tf from '@tensorflow/tfjs-core';
import { StepMemory } from '@reckit/kernels';
import { traceProgram, type Tracing } from '@reckit/tracer';
import { ALL_CASES } from '../../../../tracer/testing/cases/all-cases';
import { computeOnCpu, expectClose, type Computation, type Values } from '../../../../tracer/testing/compare';
import { RandomValues } from '../../../../tracer/testing/random-values';
import { loadNativeRuntime } from '../native/native-runtime';
import { compilePlan, type Plan } from './compile-plan';
import { rectifierMasks } from './rectifier-masks';

const runtime = loadNativeRuntime();
const random = new RandomValues(7);
const TOLERANCE = { absolute: 1e-6, relative: 1e-5 };

function planOf(memory: StepMemory, computation: Computation, inputs: readonly Values[]): Plan {
  const program = traceProgram('computation', ({ input, output }: Tracing) => {
    const tensors = inputs.map(({ shape }, i) => input(`input${i}`, 'float32', shape));
    [computation(...tensors)].flat().forEach((result, i) => output(`output${i}`, result));
  });
  return compilePlan(program, { memory, runtime, threads: 1 });
}

/** Expects that a plan computes what TensorFlow.js does, and once more the same: it has left its inputs alone. */
async function expectPlanned(computation: Computation, inputs: readonly Values[], tolerance = TOLERANCE) {
  const expected = await computeOnCpu(computation, inputs);
  const plan = planOf(new StepMemory(), computation, inputs);
  inputs.forEach(({ data }, i) => plan.floats(`input${i}`).set(data));
  // Exponentials that have vanished are 0.
  const allowed = { ...tolerance, absolute: Math.max(tolerance.absolute, 2 ** -70) };
  for (let run = 0; run < 2; run++) {
    plan.run();
    expected.forEach(({ data }, i) => expectClose(plan.floats(`output${i}`), data, allowed));
  }
  plan.close();
}

function flat(tensor: tf.Tensor): tf.Tensor {
  return tf.reshape(tensor, [-1]);
}

const CASES = Object.entries(ALL_CASES).map(
  ([kernel, cases]) =>
    [
      kernel,
      cases.filter(
        ({ inputs }) =>
          inputs.length > 0 && inputs.every(({ dtype, data }) => dtype === 'float32' && data.length > 0),
      ),
    ] as const,
);

test.each(CASES.filter(([, cases]) => cases.length > 0))('%s is planned', async (kernel, cases) => {
  for (const { run, inputs, tolerance, title } of cases) {
    const asFloats: Computation = (...tensors) =>
      [run(...tensors)].flat().map(result => tf.cast(result, 'float32'));
    await expectPlanned(asFloats, inputs, tolerance).catch((error: unknown) => {
      throw new Error(`${kernel}, ${title}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    });
  }
});

describe('what is in the places of others', () => {
  const x = random.float([6, 4]);
  const y = random.float([6, 4]);

  test('parts that are computed into the whole and read besides', async () => {
    await expectPlanned(
      (a, b) => {
        const [sum, product] = [tf.add(a, b), tf.mul(a, b)];
        const whole = tf.concat([sum, product, sum], 0);
        return [whole, tf.neg(sum), tf.exp(whole)];
      },
      [x, y],
    );
  });

  test('parts of parts, in another shape', async () => {
    await expectPlanned(
      (a, b) => {
        const half = tf.concat([flat(tf.relu(a)), flat(tf.relu(b))]);
        return tf.concat([half, tf.abs(half), flat(tf.matMul(a, b, false, true))]);
      },
      [x, y],
    );
  });

  test('an input that is an output, twice', async () => {
    await expectPlanned(a => [a, a, tf.reshape(a, [4, 6])], [x]);
  });

  test('what a later operator reads after its place could have gone to another', async () => {
    await expectPlanned(
      (a, b) => {
        const first = tf.add(a, 1);
        const second = tf.mul(first, b);
        const third = tf.sub(second, first);
        return [tf.cumsum(third, 1), tf.add(tf.reshape(third, [24]), tf.reshape(second, [24]))];
      },
      [x, y],
    );
  });

  test('a value beside a part of itself', async () => {
    await expectPlanned(
      (a, b) => {
        const sum = tf.add(a, b);
        const [first] = tf.split(sum, 6);
        return tf.neg(tf.sub(sum, first));
      },
      [x, y],
    );
  });

  test('a rectifier after a bias, with and without a mask, and its gradient', async () => {
    const bias = random.float([4]);
    const mask: Values = {
      ...random.float([6, 4]),
      data: Float32Array.from({ length: 24 }, (_, i) => Number(i % 3 > 0)),
    };
    await expectPlanned(
      (a, b, c, kept) => {
        const loss = (weights: tf.Tensor) =>
          tf.sum(tf.square(tf.mul(tf.relu(tf.add(tf.matMul(a as tf.Tensor2D, weights), c)), kept)));
        const plain = (weights: tf.Tensor) =>
          tf.sum(tf.relu(tf.add(tf.matMul(a as tf.Tensor2D, weights), c)));
        const weights = tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, true, false);
        return [tf.grad(loss as (x: tf.Tensor) => tf.Scalar)(weights), tf.grad(plain)(weights)];
      },
      [x, y, bias, mask],
    );
  });
});

test('a plan that is closed gives its memory to the next', () => {
  const memory = new StepMemory();
  const x = random.float([64, 64]);
  const places = Array.from({ length: 3 }, () => {
    const plan = planOf(memory, a => tf.matMul(a as tf.Tensor2D, tf.relu(a)), [x]);
    const { byteOffset } = plan.floats('output0');
    plan.close();
    return byteOffset;
  });
  expect(new Set(places).size).toBe(1);
});

test('a mask that only rectifiers read has bits, one that others read has numbers', () => {
  const memory = new StepMemory();
  const shape = [3, 37];
  const x = random.float(shape);
  const program = traceProgram('masked', tracing => {
    const [a, kept, counted] = ['x', 'kept', 'counted'].map(name => tracing.input(name, 'float32', shape));
    tracing.output('y', tf.mul(tf.relu(a), kept));
    tracing.output('z', tf.add(tf.mul(tf.relu(tf.neg(a)), counted), counted));
  });
  expect([...rectifierMasks(program)]).toEqual(['kept']);
  const bits = memory.bytes(memory.take(111).at, 14);
  const plan = compilePlan(program, { memory, runtime, threads: 1, placed: { kept: bits } });
  bits.fill(0b0101_0101);
  plan.floats('x').set(x.data);
  plan.floats('counted').fill(1);
  plan.run();
  expect([...plan.floats('y')]).toEqual(
    [...x.data].map((value, i) => (i % 2 === 0 ? Math.max(value, 0) : 0)),
  );
  expectClose(
    plan.floats('z'),
    Float32Array.from(x.data, value => Math.max(-value, 0) + 1),
    TOLERANCE,
  );
  plan.close();
});

test('inputs and outputs are where they were put', () => {
  const memory = new StepMemory();
  const [input, output] = [0, 1].map(() => memory.floats(memory.take(16).at, 4));
  const program = traceProgram('halves', tracing => {
    const x = tracing.input('x', 'float32', [4]);
    const [low, high] = tf.split(x, 2);
    tracing.output('y', tf.concat([tf.exp(high), low]));
  });
  const plan = compilePlan(program, { memory, runtime, threads: 1, placed: { x: input, y: output } });
  input.set([1, 2, 0, Math.LN2]);
  plan.run();
  expect([...output].map(value => Math.round(value * 1e6) / 1e6)).toEqual([1, 2, 1, 2]);
  plan.close();
});
