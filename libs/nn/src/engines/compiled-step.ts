import { encodeModel } from '@reckit/onnx';
import type { Network } from '../network';
import type { Optimizer, StepSettings } from '../optimizers/optimizer';
import { batchFeeder } from './batch-feeder';
import type { EngineOptions, Feeds, StepResult } from './engine';
import type { HeldWeights } from './held-weights';
import type { Runtime, RunTensors } from './runtime';
import { stepMasks } from './step-masks';
import { NAMES, traceStep } from './trace-network';

/** The training step for batches of one size. */
export interface CompiledStep {
  /** Computes one step, which changes no weight yet. */
  run(weights: HeldWeights, feeds: Feeds, settings: StepSettings): Promise<StepResult>;
  /** Has the weights follow what was computed. */
  accept(weights: HeldWeights, settings: StepSettings): void;
  close(): Promise<void>;
}

/** Traces the whole step, loads its graph and allocates every array that it reads and writes. */
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
  const whole = { begin: 0, end: rowCount, of: rowCount };
  const drawMasks = stepMasks(runtime, traced.masks, whole, feeds);
  const loss = new Float32Array(1);
  results[NAMES.loss] = runtime.bindFloats(loss, []).native;
  const gradients: Record<string, Float32Array> = {};
  for (const [name, { slots, dim }] of Object.entries(network.embeddings)) {
    gradients[name] = new Float32Array(rowCount * slots * dim);
    results[NAMES.gradient(name)] = runtime.bindFloats(gradients[name], [rowCount, slots, dim]).native;
  }
  const feedBatch = batchFeeder(runtime, network, whole);

  return {
    async run(weights, batch, settings) {
      scalars.set(optimizer.scalars(settings));
      drawMasks({ seed, step: settings.step });
      feedBatch(batch, feeds);
      weights.feedTo(feeds);
      weights.fetchFrom(results);
      await graph.run(feeds, results);
      return { loss: loss[0], gradients };
    },
    accept: weights => weights.swap(),
    close: () => graph.close(),
  };
}
