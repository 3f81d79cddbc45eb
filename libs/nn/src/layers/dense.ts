import * as tf from '@tensorflow/tfjs-core';
import { glorotUniform, heUniform, zeros, type Initializer } from '../parameters/initializers';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { ACTIVATIONS, type Activation } from './activation';
import { withGradient } from './with-gradient';

export interface DenseOptions {
  /** @default 'linear' */
  readonly activation?: Activation;
  /** @default true */
  readonly bias?: boolean;
  /** @default weights as He et al. before a rectifier, else as Glorot and Bengio; biases 0 */
  readonly initializers?: { readonly weights?: Initializer; readonly bias?: Initializer };
}

/**
 * `activation(x·W + b)`: [rows, inputs] to [rows, outputs]. Parameters: `<name>.weights` [inputs, outputs] and
 * `<name>.bias` [outputs].
 */
export function dense(
  parameters: ParameterSet,
  name: string,
  inputs: number,
  outputs: number,
  { activation = 'linear', bias = true, initializers = {} }: DenseOptions = {},
): Layer {
  const spread = activation === 'relu' ? heUniform(inputs) : glorotUniform(inputs, outputs);
  const weights = parameters.add(`${name}.weights`, [inputs, outputs], initializers.weights ?? spread);
  const biases = bias ? parameters.add(`${name}.bias`, [outputs], initializers.bias ?? zeros) : null;
  return (x, pass) => {
    const summands = biases ? [pass.value(biases)] : [];
    return affine(x, pass.value(weights), summands, activation);
  };
}

/** @param summands - the bias, or nothing */
function affine(x: tf.Tensor, weights: tf.Tensor, summands: tf.Tensor[], activation: Activation): tf.Tensor {
  const { apply, gradient } = ACTIVATIONS[activation];
  return withGradient(
    [x, weights, ...summands],
    () => {
      const product: tf.Tensor = tf.matMul(x, weights);
      const value = apply(summands.reduce((sum, bias) => tf.add(sum, bias), product));
      return { value, saved: [x, weights, value] };
    },
    (dy, [x, weights, y]) => {
      const dz = gradient(dy, y);
      const products = [tf.matMul(dz, weights, false, true), tf.matMul(x, dz, true, false)];
      return [...products, ...summands.map(() => tf.sum(dz, 0))];
    },
  );
}
