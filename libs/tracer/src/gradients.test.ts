import * as tf from '@tensorflow/tfjs-core';
import { computeOnCpu, expectSame } from '../testing/compare';
import type { Computation, Values } from '../testing/compare';
import { RandomValues } from '../testing/random-values';

const random = new RandomValues(7);
const float = random.float.bind(random);

interface Case {
  readonly loss: Computation;
  /** The gradient is taken by each of these. */
  readonly inputs: readonly Values[];
}

const classes = tf.oneHot([0, 1, 2, 0, 1], 3);
const mask = tf.tensor2d([1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0], [3, 4], 'bool');
const clicks = tf.tensor2d([[1], [0], [0], [1], [1]]);

const CASES: Record<string, Case> = {
  'a perceptron with layer norm and softmax cross-entropy': {
    loss: (x, w1, b1, w2) => {
      const hidden = tf.relu(tf.add(tf.matMul(x, w1), b1));
      const { mean, variance } = tf.moments(hidden, 1, true);
      const normal = tf.div(tf.sub(hidden, mean), tf.sqrt(tf.add(variance, 1e-3)));
      return tf.losses.softmaxCrossEntropy(classes, tf.matMul(normal, w2));
    },
    inputs: [float([5, 4]), float([4, 6]), float([6]), float([6, 3])],
  },
  'binary cross-entropy with label smoothing': {
    loss: x => tf.losses.sigmoidCrossEntropy(clicks, x, undefined, 0.1),
    inputs: [float([5, 1], -9, 9)],
  },
  'Huber, squared and absolute losses': {
    loss: x =>
      tf.addN([
        tf.losses.huberLoss(clicks, x),
        tf.losses.meanSquaredError(clicks, x),
        tf.losses.absoluteDifference(clicks, x),
      ]),
    inputs: [float([5, 1])],
  },
  'softmax, log-softmax and log-sum-exp': {
    loss: x =>
      tf.add(
        tf.sum(tf.square(tf.softmax(x))),
        tf.add(tf.mean(tf.logSoftmax(x)), tf.mean(tf.logSumExp(x, 1))),
      ),
    inputs: [float([4, 6])],
  },
  'rows gathered, some twice': {
    loss: table =>
      tf.sum(
        tf.square(
          tf.gather(
            table,
            tf.tensor2d(
              [
                [0, 2],
                [2, 2],
                [3, 1],
              ],
              [3, 2],
              'int32',
            ),
          ),
        ),
      ),
    inputs: [float([5, 3])],
  },
  'segments summed': {
    loss: x => tf.sum(tf.square(tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, -1], 'int32'), 3))),
    inputs: [float([4, 3])],
  },
  'a factorization machine': {
    loss: fields => {
      const squareOfSum = tf.square(tf.sum(fields, 1));
      return tf.mean(tf.sum(tf.sub(squareOfSum, tf.sum(tf.square(fields), 1)), 1));
    },
    inputs: [float([5, 4, 3])],
  },
  'batches of matrices, all transposed forms': {
    loss: (a, b) =>
      tf.addN([
        tf.sum(tf.square(tf.matMul(a, b))),
        tf.sum(tf.exp(tf.matMul(a, b, true, true))),
        tf.sum(tf.sin(tf.matMul(a, a, true))),
        tf.sum(tf.cos(tf.matMul(b, b, false, true))),
      ]),
    inputs: [float([2, 3, 3]), float([2, 3, 3])],
  },
  'every activation': {
    loss: x =>
      tf.addN(
        [tf.elu, tf.selu, tf.sigmoid, tf.softplus, tf.tanh, tf.relu6, tf.leakyRelu, tf.logSigmoid].map(
          activation => tf.sum(tf.square(activation(x))),
        ),
      ),
    inputs: [float([3, 4])],
  },
  'cutting, joining, padding, turning': {
    loss: (x, y) => {
      const joined = tf.concat([tf.slice(x, [1, 0], [2, 3]), tf.reverse(y, 0)], 0);
      const padded = tf.pad(
        tf.transpose(joined),
        [
          [1, 0],
          [0, 2],
        ],
        2,
      );
      const [left, right] = tf.split(tf.stack([padded, tf.exp(padded)]), 2, 0);
      return left === undefined || right === undefined
        ? tf.scalar(0)
        : tf.sum(tf.mul(left, tf.square(right)));
    },
    inputs: [float([3, 3]), float([2, 3])],
  },
  'choices, limits and extremes': {
    loss: (x, y) =>
      tf.addN([
        tf.sum(tf.where(mask, tf.square(x), y)),
        tf.sum(tf.mul(tf.clipByValue(x, -1, 1), tf.maximum(x, y))),
        tf.sum(tf.mul(tf.minimum(x, y), tf.abs(x))),
        tf.sum(tf.max(x, 1)),
        tf.sum(tf.min(y, 0)),
      ]),
    inputs: [float([3, 4]), float([3, 4])],
  },
  'powers, roots and logarithms': {
    loss: (x, y) =>
      tf.addN([
        tf.sum(tf.pow(x, y)),
        tf.sum(tf.div(tf.sqrt(x), tf.rsqrt(y))),
        tf.sum(tf.mul(tf.log1p(x), tf.expm1(y))),
        tf.sum(tf.squaredDifference(x, tf.reciprocal(y))),
        tf.sum(tf.cumsum(y, 1)),
      ]),
    inputs: [float([3, 4], 0.5, 2), float([3, 4], 0.5, 2)],
  },
  'batch normalisation': {
    loss: (x, offset, scale) => {
      const { mean, variance } = tf.moments(x, 0);
      return tf.sum(tf.exp(tf.batchNorm(x, mean, variance, offset, scale)));
    },
    inputs: [float([6, 4]), float([4]), float([4])],
  },
  'broadcasts of every rank': {
    loss: (scalar, row, column, matrix) =>
      tf.sum(tf.exp(tf.addN([scalar, row, column, matrix].map(x => tf.broadcastTo(x, [2, 3, 4]))))),
    inputs: [float([]), float([4]), float([3, 1]), float([3, 4])],
  },
};

test.each(Object.entries(CASES))('gradients of %s are those of TensorFlow.js', (_, { loss, inputs }) => {
  const scalar = (...tensors: tf.Tensor[]): tf.Tensor => tf.sum([loss(...tensors)].flat()[0] ?? 0);
  const gradients: Computation = (...tensors) => {
    const { value, grads } = tf.valueAndGrads(scalar)(tensors);
    return [value, ...grads];
  };
  return expectSame(gradients, inputs, { absolute: 1e-5, relative: 1e-4 });
});

test.each([{ shape: [] }, { shape: [2] }, { shape: [1, 2] }, { shape: [2, 1, 3, 1, 2] }])(
  'the gradient of tiles of shape $shape adds the repetitions up',
  async ({ shape }) => {
    const repetitions = shape.map((_, axis) => axis + 1);
    const count = repetitions.reduce((product, repetition) => product * repetition, 1);
    const [gradient] = await computeOnCpu(
      x => tf.grad((v: tf.Tensor) => tf.sum(tf.tile(v, repetitions)))(x),
      [float(shape)],
    );
    expect(gradient?.shape).toEqual(shape);
    expect(gradient?.data.every(value => value === count)).toBe(true);
  },
);
