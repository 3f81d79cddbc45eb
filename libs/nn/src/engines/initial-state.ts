import type { Network } from '../network';
import type { Optimizer } from '../optimizers/optimizer';
import type { EngineState } from './engine';

/** What an engine holds before the first step. */
export function initialState({ parameters }: Network, optimizer: Optimizer, seed: number): EngineState {
  return {
    parameters: parameters.initialise(seed),
    state: parameters.initialiseState(),
    optimizer: Array.from({ length: optimizer.slotCount }, () => new Float32Array(parameters.size)),
  };
}
