import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { computeTraced, expectClose, type Computation, type Values } from '../../testing/compare';
import { RandomValues } from '../../testing/random-values';
import { trace } from '../trace';

const random = new RandomValues(5);

/** A gradient that the layers of networks write by hand, as here: from the result alone. */
const rectified = tf.customGrad((...args) => {
  const [x, save] = args;
  if (!(x instanceof tf.Tensor) || typeof save !== 'function')
    throw new Error('not called as TensorFlow.js does');
  const y = tf.relu(x);
  save([y]);
  return { value: y, gradFunc: (dy, [y]) => tf.mul(dy, tf.step(y)) };
});

const masked = (x: tf.Tensor, mask: tf.Tensor): tf.Tensor => tf.mul(x, tf.mul(tf.cast(mask, 'float32'), 2));

/** Operators without and with passes, and that both compute the same. */
async function operators(
  computation: Computation,
  inputs: readonly Values[],
): Promise<{ before: string[]; after: string[] }> {
  const graphs = [false, true].map(isRewritten =>
    trace(
      'computation',
      ({ input, output }) => {
        const tensors = inputs.map(({ dtype, shape }, i) => input(`input${i}`, dtype, shape));
        [computation(...tensors)].flat().forEach((result, i) => output(`output${i}`, result));
      },
      { isRewritten },
    ),
  );
  const [plain, fewer] = [
    await computeTraced(computation, inputs),
    await computeTraced(computation, inputs, undefined, { isRewritten: true }),
  ];
  fewer.forEach(({ shape, data }, i) => {
    expect(shape).toEqual(plain[i].shape);
    expectClose(data, plain[i].data, { absolute: 1e-6, relative: 1e-5 });
  });
  const [before, after] = graphs.map(({ nodes }) => nodes.map(({ op }) => op));
  return { before, after };
}

const floats = (...shape: number[]): Values => random.float(shape);
const bools = (...shape: number[]): Values => random.bool(shape);

test('a bias goes into the product', async () => {
  const { before, after } = await operators(
    (x, w, b) => tf.add(tf.matMul(x, w), b),
    [floats(4, 3), floats(3, 5), floats(5)],
  );
  expect([before, after]).toEqual([['MatMul', 'Add'], ['Gemm']]);
});

test('what is no row of the product is added as before', async () => {
  const { after } = await operators(
    (x, w, b) => tf.add(tf.matMul(x, w), b),
    [floats(4, 3), floats(3, 5), floats(4, 1)],
  );
  expect(after).toEqual(['Gemm', 'Add']);
});

test('a factor goes into the product that makes a matrix', async () => {
  const { before, after } = await operators(
    (x, w) => tf.mul(tf.matMul(x, w), 0.25),
    [floats(4, 3), floats(3, 5)],
  );
  expect([before, after]).toEqual([['MatMul', 'Mul'], ['Gemm']]);
});

test('or into all that read it, unless somebody reads it otherwise', async () => {
  const both = await operators(
    (x, w) => {
      const scaled = tf.mul(x, 3);
      return [tf.matMul(scaled, w), tf.matMul(scaled, scaled, true)];
    },
    [floats(4, 3), floats(3, 5)],
  );
  expect(both.after).toEqual(['Mul', 'Gemm', 'Gemm']);
  const products = await operators(
    (x, w, v) => {
      const scaled = tf.mul(x, 3);
      return [tf.matMul(scaled, w), tf.matMul(scaled, v)];
    },
    [floats(4, 3), floats(3, 5), floats(3, 2)],
  );
  expect(products.after).toEqual(['Gemm', 'Gemm']);
  const shown = await operators(
    (x, w) => {
      const scaled = tf.mul(x, 3);
      return [tf.matMul(scaled, w), scaled];
    },
    [floats(4, 3), floats(3, 5)],
  );
  expect(shown.after).toEqual(['Mul', 'Gemm']);
});

test('products of more than two dimensions are left alone', async () => {
  const { after } = await operators((x, w) => tf.mul(tf.matMul(x, w), 2), [floats(2, 4, 3), floats(2, 3, 5)]);
  expect(after).toEqual(['MatMul', 'Mul']);
});

test('a rectifier lets its gradient pass by one operator', async () => {
  const { before, after } = await operators(
    x => tf.grad(x => tf.sum(tf.square(rectified(x))))(x),
    [floats(6, 4)],
  );
  expect(before).toContain('Greater');
  expect(after.filter(op => op === 'Greater' || op === 'Cast')).toEqual([]);
  expect(after).toContain('HardSigmoid');
});

test('layers with dropout have its scale in their products, and one mask for both gradients', async () => {
  const layers: Computation = (x, w, v, mask) => {
    const loss = (w: tf.Tensor, v: tf.Tensor): tf.Scalar =>
      tf.sum(tf.square(tf.matMul(masked(rectified(tf.matMul(x, w)), mask), v)));
    return tf.grads(loss)([w, v]);
  };
  const { before, after } = await operators(layers, [floats(8, 3), floats(3, 5), floats(5, 2), bools(8, 5)]);
  const count = (ops: readonly string[], op: string): number => ops.filter(each => each === op).length;
  expect([count(before, 'Mul'), count(after, 'Mul')]).toEqual([5, 2]);
  expect([count(before, 'Cast'), count(after, 'Cast')]).toEqual([2, 0]);
  expect(after.length).toBeLessThanOrEqual(before.length - 3);
});

test('bools that are read as numbers alone are fed as numbers', async () => {
  const number = (mask: tf.Tensor): tf.Tensor => tf.cast(mask, 'float32');
  const alone = await operators((x, mask) => tf.mul(x, number(mask)), [floats(3, 2), bools(3, 2)]);
  expect(alone.after).toEqual(['Mul']);
  const otherwise = await operators(
    (x, mask) => [tf.mul(x, number(mask)), tf.where(mask, x, tf.neg(x))],
    [floats(3, 2), bools(3, 2)],
  );
  expect(otherwise.after).toContain('Cast');
});
