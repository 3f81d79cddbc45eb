import * as tf from '@tensorflow/tfjs-core';
import { ones, zeros } from '../parameters/initializers';
import type { ParameterSet, StateVariable } from '../parameters/parameter-set';
import type { Layer, Pass } from '../parameters/pass';
import { EPSILON, normalise } from './normalise';

/** What is kept of a running mean or variance at each step. */
const MOMENTUM = 0.9;

/** Batch norm as a layer, and as what is left of it once it only predicts. */
export interface BatchNorm {
  readonly layer: Layer;
  /** `x · factor + offset` is what the layer answers when it does not train; both [features]. */
  asAffine(pass: Pass): { readonly factor: tf.Tensor; readonly offset: tf.Tensor };
}

/**
 * Normalises every feature over the rows of the batch, then scales and shifts it (Ioffe and Szegedy, 2015):
 * [rows, features] to the same. Prediction uses running means and variances (the batch's own variance, divided
 * by its number of rows). Parameters: `<name>.scale` and `<name>.shift`, state: `<name>.mean` and
 * `<name>.variance`, all [features].
 */
export function batchNorm(parameters: ParameterSet, name: string, features: number): BatchNorm {
  const scale = parameters.add(`${name}.scale`, [features], ones);
  const shift = parameters.add(`${name}.shift`, [features], zeros);
  const runningMean = parameters.addState(`${name}.mean`, [features], 0);
  const runningVariance = parameters.addState(`${name}.variance`, [features], 1);

  function asAffine(pass: Pass): ReturnType<BatchNorm['asAffine']> {
    const factor = tf.mul(pass.value(scale), tf.rsqrt(tf.add(pass.state(runningVariance), EPSILON)));
    return { factor, offset: tf.sub(pass.value(shift), tf.mul(pass.state(runningMean), factor)) };
  }

  const layer: Layer = (x, pass) => {
    if (!pass.training) {
      const { factor, offset } = asAffine(pass);
      return tf.add(tf.mul(x, factor), offset);
    }
    const moments = tf.moments(x, 0, true);
    update(pass, runningMean, moments.mean);
    update(pass, runningVariance, moments.variance);
    return tf.add(tf.mul(normalise(x, 0, moments), pass.value(scale)), pass.value(shift));
  };
  return { layer, asAffine };
}

function update(pass: Pass, running: StateVariable, ofBatch: tf.Tensor): void {
  const change = tf.mul(tf.sub(tf.reshape(ofBatch, [...running.shape]), pass.state(running)), 1 - MOMENTUM);
  pass.setState(running, tf.add(pass.state(running), change));
}
