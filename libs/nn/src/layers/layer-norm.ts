import * as tf from '@tensorflow/tfjs-core';
import { ones, zeros } from '../parameters/initializers';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { normalise } from './normalise';

/**
 * Normalises every row over its features, then scales and shifts each feature (Ba, Kiros and Hinton, 2016):
 * [rows, features] to the same. Parameters: `<name>.scale` and `<name>.shift` [features].
 */
export function layerNorm(parameters: ParameterSet, name: string, features: number): Layer {
  const scale = parameters.add(`${name}.scale`, [features], ones);
  const shift = parameters.add(`${name}.shift`, [features], zeros);
  return (x, pass) => {
    const normalised = normalise(x, 1, tf.moments(x, 1, true));
    return tf.add(tf.mul(normalised, pass.value(scale)), pass.value(shift));
  };
}
