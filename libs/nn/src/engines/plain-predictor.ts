import * as tf from '@tensorflow/tfjs-core';
import type { Calibrations } from '../calibration/map-log-odds';
import type { PredictingNetwork } from '../network';
import { fedTensors, withoutTargets } from './check-feeds';
import { activate, chooseBackend } from './eager-backend';
import { batchOf, copyOf, mapValues, scoped } from './eager-tensors';
import type { Engine, EngineState } from './engine';
import { predictionPass } from './prediction-pass';

/**
 * Runs a trained network by the plainest arithmetic there is: TensorFlow.js on its CPU backend, which shares nothing
 * with what trains and what serves.
 *
 * @param calibrations - by output; none unless given
 */
export async function openPlainPredictor(
  network: PredictingNetwork,
  { parameters, state }: Pick<EngineState, 'parameters' | 'state'>,
  calibrations?: Calibrations,
): Promise<Pick<Engine, 'predict'>> {
  const fed = withoutTargets(fedTensors(network), network);
  const backend = await chooseBackend('cpu', () => undefined);
  return {
    async predict(feeds, rowCount) {
      await activate(backend);
      return scoped(() => {
        const flatState = state.length > 0 ? tf.tensor1d(state) : null;
        const pass = predictionPass(network, tf.tensor1d(parameters), flatState, calibrations);
        return mapValues(network.predict(batchOf(fed, feeds, rowCount), pass), copyOf);
      });
    },
  };
}
