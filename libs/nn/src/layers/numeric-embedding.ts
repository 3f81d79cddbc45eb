import * as tf from '@tensorflow/tfjs-core';
import { uniform, zeros, type Initializer } from '../parameters/initializers';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';

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
  { initializers = {} }: NumericEmbeddingOptions = {},
): Layer {
  const spread = initializers.weights ?? uniform(1 / Math.sqrt(dim));
  const weights = parameters.add(`${name}.weights`, [features, dim], spread);
  const bias = parameters.add(`${name}.bias`, [features, dim], initializers.bias ?? zeros);
  return (x, pass) => tf.add(tf.mul(tf.expandDims(x, 2), pass.value(weights)), pass.value(bias));
}
