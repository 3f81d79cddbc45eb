import type * as tf from '@tensorflow/tfjs-core';
import type { PredictingNetwork } from '../network';
import { cut, NetworkPass, type Pass } from '../parameters/pass';

/** A pass that does not train, over the flat vectors of an engine. */
export function predictionPass(
  { parameters }: PredictingNetwork,
  flat: tf.Tensor,
  flatState: tf.Tensor | null,
): Pass {
  const state = flatState ? cut(flatState, parameters.state) : [];
  return new NetworkPass(parameters, cut(flat, parameters.all), state, null);
}
