import * as tf from '@tensorflow/tfjs-core';
import { checkGradients, randomTensor } from '../../testing/check-gradient';
import { expectClose } from '../../testing/expect-close';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy';
import { huber } from './huber';
import { meanSquaredError } from './mean-squared-error';
import { sampledSoftmax } from './sampled-softmax';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const ROWS = 6;
const z = randomTensor([ROWS, 1], 1);
const targets = randomTensor([ROWS, 1], 2);
const labels = tf.cast(tf.greater(targets, 0), 'float32');
const weights = tf.abs(randomTensor([ROWS, 1], 3));
const logits = randomTensor([ROWS, 4], 4);
const classes = tf.oneHot(tf.tensor1d([0, 3, 1, 2, 2, 0], 'int32'), 4);

const number = (loss: tf.Tensor) => loss.dataSync()[0];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [zs, ts, ys, ws] = [z, targets, labels, weights].map(tensor => Array.from(tensor.dataSync()));

test('binary cross entropy is the log loss, row weights as factors', () => {
  const losses = zs.map((z, i) => -Math.log(ys[i] === 1 ? 1 / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z))));
  expect(number(binaryCrossEntropyWithLogits(labels, z))).toBeCloseTo(mean(losses), 5);
  expect(number(binaryCrossEntropyWithLogits(labels, z, weights))).toBeCloseTo(
    mean(losses.map((loss, i) => loss * ws[i])),
    5,
  );
});

test('binary cross entropy of huge logits is finite', () => {
  const huge = tf.tensor2d([[1e30], [-1e30], [200], [-200]]);
  const loss = binaryCrossEntropyWithLogits(tf.tensor2d([[1], [0], [0], [1]]), huge);
  expect(number(loss)).toBeCloseTo(100, 3);
});

test('squared and Huber errors', () => {
  const errors = zs.map((z, i) => z - ts[i]);
  expect(number(meanSquaredError(targets, z))).toBeCloseTo(mean(errors.map(e => e * e)), 5);
  const hubers = errors.map(e => (Math.abs(e) <= 0.7 ? 0.5 * e * e : 0.7 * (Math.abs(e) - 0.35)));
  expect(number(huber(targets, z, { delta: 0.7 }))).toBeCloseTo(mean(hubers), 5);
});

test('softmax cross entropy is the one of TensorFlow.js', () => {
  expect(number(softmaxCrossEntropy(classes, logits))).toBeCloseTo(
    number(tf.losses.softmaxCrossEntropy(classes, logits)),
    5,
  );
});

test('sampled softmax over all other classes, each drawn with the same probability, is the full softmax', () => {
  const own = tf.sum(tf.mul(logits, classes), 1, true);
  const sampled = sampledSoftmax({
    trueLogits: own,
    sampledLogits: logits,
    trueLogQ: tf.fill([ROWS, 1], Math.log(0.25)),
    sampledLogQ: tf.fill([1, 4], Math.log(0.25)),
    hits: tf.cast(classes, 'float32'),
  });
  expect(number(sampled)).toBeCloseTo(number(softmaxCrossEntropy(classes, logits)), 5);
});

test('sampled softmax lowers each logit by the logarithm of its probability', () => {
  const logQ = randomTensor([ROWS, 4], 8);
  const plain = { trueLogits: z, trueLogQ: targets, sampledLogits: logits, sampledLogQ: logQ };
  const zero = tf.zeros([ROWS, 1]);
  expect(number(sampledSoftmax(plain))).toBeCloseTo(
    number(
      sampledSoftmax({
        trueLogits: tf.sub(z, targets),
        trueLogQ: zero,
        sampledLogits: tf.sub(logits, logQ),
        sampledLogQ: tf.zeros([1, 4]),
      }),
    ),
    5,
  );
});

test('gradients are those of finite differences', () => {
  checkGradients(z => binaryCrossEntropyWithLogits(labels, z, weights), [z]);
  checkGradients(z => meanSquaredError(targets, z, weights), [z]);
  checkGradients(z => huber(targets, z, { delta: 0.7, weights }), [z]);
  checkGradients(x => softmaxCrossEntropy(classes, x, weights), [logits]);
  checkGradients(
    (own, others) =>
      sampledSoftmax({
        trueLogits: own,
        sampledLogits: others,
        trueLogQ: targets,
        sampledLogQ: tf.zeros([1, 4]),
        hits: tf.cast(classes, 'float32'),
        weights,
      }),
    [z, logits],
  );
});

test('a hit has no gradient', () => {
  const gradient = tf.grad(others =>
    sampledSoftmax({
      trueLogits: z,
      sampledLogits: others,
      trueLogQ: targets,
      sampledLogQ: tf.zeros([1, 4]),
      hits: tf.cast(classes, 'float32'),
    }),
  )(logits);
  expectClose(tf.sum(tf.abs(tf.mul(gradient, classes))).dataSync(), [0], 0);
});
