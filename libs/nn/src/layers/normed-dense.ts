import * as tf from '@tensorflow/tfjs-core';
import { glorotUniform } from '../parameters/initializers';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { batchNorm } from './batch-norm';

/**
 * A product with weights, and batch norm in place of a bias, which the norm would take away again: [rows, inputs] to
 * [rows, outputs]. Where it predicts, the norm is taken into the weights, so that what is served is a product and a sum.
 * Parameters: `<name>.weights` [inputs, outputs], and those of the norm, `<name>.norm`.
 */
export function normedDense(parameters: ParameterSet, name: string, inputs: number, outputs: number): Layer {
  const weights = parameters.add(`${name}.weights`, [inputs, outputs], glorotUniform(inputs, outputs));
  const norm = batchNorm(parameters, `${name}.norm`, outputs);
  return (x, pass) => {
    if (pass.training) return norm.layer(tf.matMul(x, pass.value(weights)), pass);
    const { factor, offset } = norm.asAffine(pass);
    return tf.add(tf.matMul(x, tf.mul(pass.value(weights), factor)), offset);
  };
}
