import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

/**
 * Adds to a loss half of `rate · p²` of every parameter, by its gradient: `g ← g + rate·p`.
 *
 * @param rates - one for each number of the flat vector
 */
export function withL2(optimizer: Optimizer, rates: Float32Array): Optimizer {
  return {
    ...optimizer,
    update: (before, gradient, scalars) =>
      optimizer.update(before, tf.add(gradient, tf.mul(before.parameters, tf.tensor1d(rates))), scalars),
    inKernel: null,
  };
}
