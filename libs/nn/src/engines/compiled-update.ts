import { encodeModel } from '@reckit/onnx';
import type { Network } from '../network';
import { clipInPlace } from '../optimizers/clip-in-place';
import type { Optimizer, StepSettings } from '../optimizers/optimizer';
import type { Derivatives, EngineOptions } from './engine';
import type { HeldWeights } from './held-weights';
import type { Runtime, RunTensors } from './runtime';
import { NAMES, traceUpdate } from './trace-network';

/** The second half of a training step. */
export interface CompiledUpdate {
  /** Computes one step into the spare copy of the weights. */
  run(weights: HeldWeights, derivatives: Omit<Derivatives, 'loss'>, settings: StepSettings): Promise<void>;
  close(): Promise<void>;
}

/** Traces what the optimiser does, and loads its graph. */
export async function compileUpdate(
  runtime: Runtime,
  { parameters: { size } }: Network,
  optimizer: Optimizer,
  { clipNorm, threads = 1 }: EngineOptions,
): Promise<CompiledUpdate> {
  const traced = traceUpdate(optimizer, size);
  const graph = await runtime.open(encodeModel(traced.graph), threads);
  const scalars = new Float32Array(traced.scalarCount);
  const gradient = new Float32Array(size);
  const feeds: RunTensors = {
    [NAMES.scalars]: runtime.bindFloats(scalars, [traced.scalarCount]).native,
    [NAMES.allGradients]: runtime.bindFloats(gradient, [size]).native,
  };
  return {
    async run(weights, { parameters, state, gradients }, settings) {
      if (clipNorm !== undefined) clipInPlace([parameters, ...Object.values(gradients)], clipNorm);
      gradient.set(parameters);
      scalars.set(optimizer.scalars(settings));
      const results: RunTensors = {};
      weights.feedTo(feeds);
      weights.fetchUpdateFrom(results);
      await graph.run(feeds, results);
      weights.writeSpareState(state);
    },
    close: () => graph.close(),
  };
}
