import * as tf from '@tensorflow/tfjs-core';
import { uniform, zeros, type Initializer } from '../parameters/initializers';
import type { Parameter, ParameterSet } from '../parameters/parameter-set';
import type { Layer, Pass } from '../parameters/pass';
import type { FieldSums } from './fm-interaction';

export interface NumericEmbeddingOptions {
  /** @default weights uniform within 1/√dim, biases 0 */
  readonly initializers?: { readonly weights?: Initializer; readonly bias?: Initializer };
}

/**
 * Gives every number an embedding `w·x + b`, with a `w` and a `b` for each feature: [rows, features] to
 * [rows, features, dim]. Parameters: `<name>.weights` and `<name>.bias` [features, dim].
 */
export function numericEmbedding(
  parameters: ParameterSet,
  name: string,
  features: number,
  dim: number,
  options: NumericEmbeddingOptions = {},
): Layer {
  const { weights, bias } = addParameters(parameters, name, features, dim, options);
  return (x, pass) => tf.add(tf.mul(tf.expandDims(x, 2), pass.value(weights)), pass.value(bias));
}

/**
 * The sums that a factorisation machine takes of numeric embeddings, without the embeddings: products of
 * matrices in place of several passes over [rows, features, dim]. Parameters as of `numericEmbedding`.
 *
 * `Σ_f v_f = x·W + Σ_f b_f` and `Σ_f |v_f|² = Σ_f (x_f²·|w_f|² + 2·x_f·(w_f·b_f) + |b_f|²)`.
 */
export function numericFieldSums(
  parameters: ParameterSet,
  name: string,
  features: number,
  dim: number,
  options: NumericEmbeddingOptions = {},
): (x: tf.Tensor, pass: Pass) => FieldSums {
  const { weights, bias } = addParameters(parameters, name, features, dim, options);
  return (x, pass) => {
    const w = pass.value(weights);
    const b = pass.value(bias);
    const linear = tf.mul(tf.sum(tf.mul(w, b), 1, true), 2);
    const quadratic = tf.sum(tf.square(w), 1, true);
    const powers = tf.concat([x, tf.square(x)], 1);
    const squares = tf.matMul(powers, tf.concat([linear, quadratic], 0));
    return {
      sums: tf.add(tf.matMul(x, w), tf.sum(b, 0)),
      squares: tf.add(squares, tf.sum(tf.square(b))),
    };
  };
}

function addParameters(
  parameters: ParameterSet,
  name: string,
  features: number,
  dim: number,
  { initializers = {} }: NumericEmbeddingOptions,
): { weights: Parameter; bias: Parameter } {
  const spread = initializers.weights ?? uniform(1 / Math.sqrt(dim));
  return {
    weights: parameters.add(`${name}.weights`, [features, dim], spread),
    bias: parameters.add(`${name}.bias`, [features, dim], initializers.bias ?? zeros),
  };
}
