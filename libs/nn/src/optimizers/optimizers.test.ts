import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expectClose } from '../../testing/expect-close';
import { InvalidTraining } from '../errors';
import { zeros } from '../parameters/initializers';
import { ParameterSet } from '../parameters/parameter-set';
import { RandomStream } from '../random/random-stream';
import { clipByGlobalNorm } from './clip-by-global-norm';
import { createOptimizer, type OptimizerSettings } from './create-optimizer';

tf.env().set('PROD', true);

const SIZE = 20;
const STEPS = 30;

/** What one parameter goes through, in double precision and as the papers write it. */
type Rule = (rate: number) => (p: number, g: number, t: number) => number;

const CASES: readonly { readonly settings: OptimizerSettings; readonly rule: Rule }[] = [
  { settings: { kind: 'sgd' }, rule: rate => (p, g) => p - rate * g },
  {
    settings: { kind: 'sgd', momentum: 0.8 },
    rule(rate) {
      let v = 0;
      return (p, g) => {
        v = 0.8 * v + g;
        return p - rate * v;
      };
    },
  },
  { settings: { kind: 'adam' }, rule: rate => adamRule(rate, 0.9, 0.999, 1e-8, 0) },
  {
    settings: { kind: 'adam', beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    rule: rate => adamRule(rate, 0.8, 0.9, 1e-3, 0),
  },
  { settings: { kind: 'adamw' }, rule: rate => adamRule(rate, 0.9, 0.999, 1e-8, 0.01) },
  { settings: { kind: 'adamw', weightDecay: 0.3 }, rule: rate => adamRule(rate, 0.9, 0.999, 1e-8, 0.3) },
  {
    settings: { kind: 'adagrad' },
    rule(rate) {
      let sum = 0;
      return (p, g) => {
        sum += g * g;
        return p - (rate * g) / (Math.sqrt(sum) + 1e-10);
      };
    },
  },
];

/** A layer with a bias, and another one: as many numbers as there are. */
const PARAMETERS = new ParameterSet();
PARAMETERS.add('deep.0.weights', [2, 5], zeros);
PARAMETERS.add('deep.0.bias', [5], zeros);
PARAMETERS.add('output.weights', [5, 1], zeros);

function adamRule(rate: number, beta1: number, beta2: number, epsilon: number, decay: number) {
  let m = 0;
  let v = 0;
  return (p: number, g: number, t: number) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const corrected = m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
    return p - rate * decay * p - rate * corrected;
  };
}

test.each(CASES)('$settings follows its rule', ({ settings, rule }) => {
  const random = new RandomStream(1);
  const optimizer = createOptimizer(settings, PARAMETERS);
  const learningRate = 0.05;
  const expected = Array.from({ length: SIZE }, () => random.normal());
  const rules = expected.map(() => rule(learningRate));
  let optimized = {
    parameters: tf.tensor1d(expected) as tf.Tensor,
    slots: Array.from({ length: optimizer.slotCount }, () => tf.zeros([SIZE])) as readonly tf.Tensor[],
  };
  for (let step = 1; step <= STEPS; step++) {
    const gradient = expected.map(() => random.normal());
    const scalars = optimizer.scalars({ step, learningRate }).map(value => tf.tensor1d([value]));
    optimized = { ...optimizer.update(optimized, tf.tensor1d(gradient), scalars) };
    expected.forEach((value, i) => (expected[i] = rules[i](value, gradient[i], step)));
  }
  expectClose(optimized.parameters.dataSync(), expected, 1e-5);
});

const GIVEN = Array.from({ length: SIZE }, (_, i) => (i % 2 === 0 ? 1 + i : -i));

/** The parameters after one step from `GIVEN`. */
function stepped(settings: OptimizerSettings, gradient: readonly number[]): readonly number[] {
  const optimizer = createOptimizer(settings, PARAMETERS);
  const before = {
    parameters: tf.tensor1d(GIVEN),
    slots: Array.from({ length: optimizer.slotCount }, () => tf.zeros([SIZE])),
  };
  const scalars = optimizer.scalars({ step: 1, learningRate: 0.1 }).map(value => tf.tensor1d([value]));
  return [...optimizer.update(before, tf.tensor1d([...gradient]), scalars).parameters.dataSync()];
}

test('L2 adds its share of each weight to the gradient, and nothing to those of biases', () => {
  const gradient = GIVEN.map((_, i) => 0.1 * i);
  const expected = GIVEN.map((value, i) => value - 0.1 * (0.1 * i + (i >= 10 && i < 15 ? 0 : 0.5 * value)));
  expectClose(stepped({ kind: 'sgd', l2: 0.5 }, gradient), expected, 1e-6);
});

test('each group of parameters has its own decay, biases before their layer, others that of all', () => {
  const still = GIVEN.map(() => 0);
  const decay = (i: number) => (i < 10 ? 0.3 : i < 15 ? 0 : 0.7);
  expectClose(
    stepped({ kind: 'adamw', weightDecay: 0.7, groupDecay: { biases: 0, deep: 0.3 } }, still),
    GIVEN.map((value, i) => value * (1 - 0.1 * decay(i))),
    1e-6,
  );
  expectClose(
    stepped({ kind: 'adamw', groupDecay: { deep: 0 } }, still),
    GIVEN.map((value, i) => value * (1 - 0.1 * (i < 15 ? 0 : 0.01))),
    1e-6,
  );
});

test('a group that there is not is refused', () => {
  expect(() => createOptimizer({ kind: 'adamw', groupDecay: { wide: 0.1 } }, PARAMETERS)).toThrow(
    new InvalidTraining(
      '--weight-decay wide=0.1: the network has no weights called "wide". Give one of deep, output, biases.',
    ),
  );
});

test('clipping scales all gradients by one factor, down to the limit and never up', () => {
  const gradients = [tf.tensor1d([3, 0]), tf.tensor2d([[4], [0]])];
  const [a, b] = clipByGlobalNorm(gradients, 1);
  expectClose(a.dataSync(), [0.6, 0], 1e-6);
  expectClose(b.dataSync(), [0.8, 0], 1e-6);
  const untouched = clipByGlobalNorm(gradients, 5.1);
  expect(untouched.map(tensor => [...tensor.dataSync()])).toEqual([
    [3, 0],
    [4, 0],
  ]);
  expect([...clipByGlobalNorm([tf.zeros([2])], 1)[0].dataSync()]).toEqual([0, 0]);
});
