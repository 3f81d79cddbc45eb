import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { ParameterSet } from '../src/parameters/parameter-set';
import { cut, NetworkPass, type Layer } from '../src/parameters/pass';
import { RandomStream } from '../src/random/random-stream';
import { expectClose } from './expect-close';

tf.env().set('PROD', true);

/** Random values away from 0, where rectifiers have no derivative. */
export function randomTensor(shape: readonly number[], seed: number): tf.Tensor {
  const random = new RandomStream(seed, 9);
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
    const value = random.normal();
    return value + 0.1 * Math.sign(value);
  });
  return tf.tensor(values, [...shape]);
}

/** Expects the gradients of a scalar function to be those that central differences give. */
export function checkGradients(f: (...xs: tf.Tensor[]) => tf.Tensor, xs: readonly tf.Tensor[]): void {
  const STEP = 1e-2;
  const gradients = tf.grads((...ys: tf.Tensor[]) => f(...ys))([...xs]);
  gradients.forEach((gradient, which) => {
    const x = xs[which];
    const estimates = Array.from(x.dataSync(), (_, i) => {
      const [below, above] = [-STEP, STEP].map(change => {
        const values = Float32Array.from(x.dataSync());
        values[i] += change;
        const moved = tf.tensor(values, x.shape);
        return f(...xs.map((other, j) => (j === which ? moved : other))).dataSync()[0];
      });
      return (above - below) / (2 * STEP);
    });
    expectClose(gradient.dataSync(), estimates, 5e-3);
  });
}

/** Checks a layer's gradients with respect to its input and to all of its parameters, in a training pass. */
export function checkLayer(build: (parameters: ParameterSet) => Layer, inputShape: readonly number[]): void {
  const parameters = new ParameterSet();
  const layer = build(parameters);
  const state = cutState(parameters);
  const mask = (shape: readonly number[]) => tf.cast(tf.greater(randomTensor(shape, 3), 0), 'bool');
  const run = (x: tf.Tensor, values: readonly tf.Tensor[]) => {
    const y = layer(x, new NetworkPass(parameters, values, state, mask));
    // Uneven weights, under which no gradient vanishes by symmetry.
    return tf.mean(tf.mul(y, randomTensor(y.shape, 4)));
  };
  const values = parameters.all.map(({ shape }, i) => randomTensor(shape, 10 + i));
  checkGradients((x, ...ps) => run(x, ps), [randomTensor(inputShape, 5), ...values]);
}

export function cutState(parameters: ParameterSet): tf.Tensor[] {
  return parameters.stateSize === 0 ? [] : cut(tf.tensor1d(parameters.initialiseState()), parameters.state);
}
