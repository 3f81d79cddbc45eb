import * as tf from '@tensorflow/tfjs-core';
import { checkGradients, randomTensor } from '../../testing/check-gradient';
import { expectClose } from '../../testing/expect-close';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy';
import { huber } from './huber';
import { meanSquaredError } from './mean-squared-error';
import { meanOverRows } from './mean-over-rows';
import { crossEntropyOfProducts, logSumExpOfProducts } from './products-softmax';
import { sampledSoftmax } from './sampled-softmax';

const ROWS = 6;
const z = randomTensor([ROWS, 1], 1);
const targets = randomTensor([ROWS, 1], 2);
const labels = tf.cast(tf.greater(targets, 0), 'float32');
const weights = tf.abs(randomTensor([ROWS, 1], 3));
const CLASSES = 4;
const queries = randomTensor([ROWS, 3], 4);
const items = randomTensor([CLASSES, 3], 5);
const own = tf.tensor2d([[0], [3], [1], [2], [2], [0]]);
const classes = tf.oneHot(tf.cast(tf.reshape(own, [-1]), 'int32'), CLASSES);
const hits = tf.cast(classes, 'bool');
const logitsOf = (q: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.matMul(q, v, false, true);
const ofOwn = (q: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.sum(tf.mul(logitsOf(q, v), classes), 1, true);

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

test('cross entropy over all products is the one of TensorFlow.js', () => {
  expect(number(meanOverRows(crossEntropyOfProducts({ queries, items }, own)))).toBeCloseTo(
    number(tf.losses.softmaxCrossEntropy(classes, logitsOf(queries, items))),
    5,
  );
});

test('the logarithm of the sum counts offsets, and leaves out what is excluded', () => {
  const offsets = randomTensor([CLASSES, 1], 6);
  const plain = Array.from(tf.add(logitsOf(queries, items), tf.reshape(offsets, [1, -1])).dataSync());
  const owns = own.dataSync();
  const expected = Array.from({ length: ROWS }, (_, row) => {
    const counted = plain.slice(row * CLASSES, (row + 1) * CLASSES).filter((_, i) => i !== owns[row]);
    return Math.log(counted.reduce((sum, logit) => sum + Math.exp(logit), 0));
  });
  expectClose(logSumExpOfProducts({ queries, items, offsets, excluded: hits }).dataSync(), expected, 1e-5);
});

test('products of any size give finite losses and gradients', () => {
  const far = tf.mul(queries, 1e4);
  const { value, grads } = tf.valueAndGrads((q: tf.Tensor, v: tf.Tensor) =>
    tf.mean(crossEntropyOfProducts({ queries: q, items: v }, own)),
  )([far, items]);
  for (const tensor of [value, ...grads])
    expect(Array.from(tensor.dataSync()).every(Number.isFinite)).toBe(true);
  // Each row's loss is how far its own product lies below the largest.
  const below = tf.sub(tf.max(logitsOf(far, items), 1, true), ofOwn(far, items));
  expect(number(value) / number(tf.mean(below))).toBeCloseTo(1, 5);
});

test('a row of which everything is excluded has no loss and no gradient', () => {
  const everything = tf.ones([ROWS, CLASSES], 'bool');
  const loss = (q: tf.Tensor, v: tf.Tensor) =>
    sampledSoftmax({ ...sampled(q, v), trueLogits: z, hits: everything });
  expect(number(loss(queries, items))).toBe(0);
  for (const gradient of tf.grads(loss)([queries, items]))
    expectClose(gradient.dataSync(), gradient.dataSync().fill(0), 0);
});

/** Of the items as classes that are drawn alike. */
function sampled(q: tf.Tensor, v: tf.Tensor) {
  return {
    trueLogits: ofOwn(q, v),
    trueLogQ: tf.fill([ROWS, 1], Math.log(1 / CLASSES)),
    queries: q,
    samples: v,
    sampledLogQ: tf.fill([CLASSES, 1], Math.log(1 / CLASSES)),
    hits,
  };
}

test('sampled softmax over all other classes, each drawn with the same probability, is the full softmax', () => {
  expect(number(sampledSoftmax(sampled(queries, items)))).toBeCloseTo(
    number(meanOverRows(crossEntropyOfProducts({ queries, items }, own))),
    5,
  );
});

test('sampled softmax lowers each logit by the logarithm of its probability', () => {
  const logQ = randomTensor([CLASSES, 1], 8);
  // A query of one number more sees it in the vectors.
  const joined = {
    queries: tf.concat([queries, tf.ones([ROWS, 1])], 1),
    samples: tf.concat([items, tf.neg(logQ)], 1),
    sampledLogQ: tf.zeros([CLASSES, 1]),
  };
  const others = { queries, samples: items, sampledLogQ: logQ };
  expect(number(sampledSoftmax({ trueLogits: z, trueLogQ: targets, ...others }))).toBeCloseTo(
    number(sampledSoftmax({ trueLogits: tf.sub(z, targets), trueLogQ: tf.zeros([ROWS, 1]), ...joined })),
    5,
  );
});

test('gradients are those of finite differences', () => {
  checkGradients(z => binaryCrossEntropyWithLogits(labels, z, weights), [z]);
  checkGradients(z => meanSquaredError(targets, z, weights), [z]);
  checkGradients(z => huber(targets, z, { delta: 0.7, weights }), [z]);
  checkGradients(
    (q, v) => meanOverRows(crossEntropyOfProducts({ queries: q, items: v }, own), weights),
    [queries, items],
  );
  checkGradients(
    (q, v) => tf.mean(logSumExpOfProducts({ queries: q, items: v, excluded: hits })),
    [queries, items],
  );
  checkGradients((q, v) => sampledSoftmax({ ...sampled(q, v), weights }), [queries, items]);
});

test('a hit has no gradient', () => {
  const gradient = tf.grad(v => sampledSoftmax({ ...sampled(queries, v), trueLogits: z, hits: firstAlone }))(
    items,
  );
  const [first, ...others] = tf.unstack(gradient);
  expectClose(first.dataSync(), [0, 0, 0], 0);
  for (const other of others) expect(Math.max(...other.dataSync().map(Math.abs))).toBeGreaterThan(0);
});

/** The first class is every row's own. */
const firstAlone = tf.cast(tf.oneHot(tf.zeros([ROWS], 'int32'), CLASSES), 'bool');
