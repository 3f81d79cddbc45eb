import { encodeModel } from '@reckit/onnx';
import type { Network } from '../network';
import type { Optimizer, StepSettings } from '../optimizers/optimizer';
import { allocateMask, drawMask } from '../random/dropout-mask';
import { fedTensors, valuesOf } from './check-feeds';
import type { EngineOptions, Feeds, StepResult } from './engine';
import type { HeldWeights } from './held-weights';
import type { BoundTensor, Runtime, RunTensors } from './runtime';
import { NAMES, traceStep } from './trace-network';

/** The training step for batches of one size. */
export interface CompiledStep {
  /** Computes one step into the spare copy of the weights. */
  run(weights: HeldWeights, feeds: Feeds, settings: StepSettings): Promise<StepResult>;
  close(): Promise<void>;
}

/** Traces the step, loads its graph and allocates every array that it reads and writes. */
export async function compileStep(
  runtime: Runtime,
  network: Network,
  optimizer: Optimizer,
  { clipNorm, seed, threads = 1 }: EngineOptions,
  rowCount: number,
): Promise<CompiledStep> {
  const traced = traceStep(network, optimizer, clipNorm, rowCount);
  const graph = await runtime.open(encodeModel(traced.graph), threads);
  const feeds: RunTensors = {};
  const results: RunTensors = {};

  const { scalarCount } = traced;
  const scalars = new Float32Array(scalarCount);
  feeds[NAMES.scalars] = runtime.bindFloats(scalars, [scalarCount]).native;
  const masks = traced.masks.map(({ name, shape, rate }) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const mask = allocateMask(size);
    feeds[name] = runtime.bindBools(new Uint8Array(mask.buffer, 0, size), shape);
    return { mask, rate };
  });
  const loss = new Float32Array(1);
  results[NAMES.loss] = runtime.bindFloats(loss, []).native;
  const gradients: Record<string, Float32Array> = {};
  for (const [name, { slots, dim }] of Object.entries(network.embeddings)) {
    gradients[name] = new Float32Array(rowCount * slots * dim);
    results[NAMES.gradient(name)] = runtime.bindFloats(gradients[name], [rowCount, slots, dim]).native;
  }
  const feedBatch = batchFeeder(runtime, network, rowCount);

  return {
    async run(weights, batch, settings) {
      scalars.set(optimizer.scalars(settings));
      masks.forEach(({ mask, rate }, call) => drawMask(mask, rate, { seed, step: settings.step, call }));
      feedBatch(batch, feeds);
      weights.feedTo(feeds);
      weights.fetchFrom(results);
      await graph.run(feeds, results);
      return { loss: loss[0], gradients };
    },
    close: () => graph.close(),
  };
}

/** Wraps what is fed; arrays that are fed again, as a training does with its buffers, are wrapped once. */
function batchFeeder(runtime: Runtime, network: Network, rowCount: number) {
  const tensors = fedTensors(network).map(fed => ({ fed, input: NAMES.fed(fed.name) }));
  const bound = new Map<string, BoundTensor>();
  return (batch: Feeds, feeds: RunTensors): void => {
    for (const { fed, input } of tensors) {
      const values = valuesOf(batch, fed, rowCount);
      const last = bound.get(input);
      if (last && last.values.buffer === values.buffer && last.values.byteOffset === values.byteOffset)
        continue;
      const tensor = runtime.bindFloats(values, [rowCount, ...fed.shape]);
      bound.set(input, tensor);
      feeds[input] = tensor.native;
    }
  };
}
