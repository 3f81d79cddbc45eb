import type * as tf from '@tensorflow/tfjs-core';
import type { Calibrations } from '../calibration/map-log-odds';
import type { PredictingNetwork } from '../network';
import { cut, NetworkPass, type Pass } from '../parameters/pass';

/** A pass that does not train, over the flat vectors of an engine. @param calibrations - by output; none unless given */
export function predictionPass(
  { parameters }: PredictingNetwork,
  flat: tf.Tensor,
  flatState: tf.Tensor | null,
  calibrations?: Calibrations,
): Pass {
  const state = flatState ? cut(flatState, parameters.state) : [];
  return new NetworkPass(parameters, cut(flat, parameters.all), state, null, { calibrations });
}
