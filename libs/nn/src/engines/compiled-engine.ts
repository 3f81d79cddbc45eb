import { encodeModel } from '@reckit/onnx';
import { LossNotFinite } from '../errors';
import type { Network, PredictingNetwork } from '../network';
import { createOptimizer } from '../optimizers/create-optimizer';
import { checkState, fedTensors, valuesOf, withoutTargets } from './check-feeds';
import { compileStep, type CompiledStep } from './compiled-step';
import type { Engine, EngineOptions } from './engine';
import { HeldWeights } from './held-weights';
import { initialState } from './initial-state';
import { loadRuntime, type RunnableGraph, type RunTensors } from './runtime';
import { NAMES, tracePrediction } from './trace-network';

/** Compiled steps kept: the full batch, the remainder of an epoch, and what a caller may do beside. */
const MAX_STEPS = 4;

/** Often enough that few steps are slowed, seldom enough to cost nothing; by the step, so that a resumed run agrees. */
const FLUSH_STEPS = 256;

/**
 * Compiles the training step into one ONNX graph for each size of batch that occurs, when it first occurs, and
 * runs it in ONNX Runtime.
 */
export async function openCompiledEngine(network: Network, options: EngineOptions): Promise<Engine> {
  // At once, and not only with the first step, this refuses a network that cannot be fed.
  fedTensors(network);
  const runtime = await loadRuntime();
  const optimizer = createOptimizer(options.optimizer, network.parameters);
  const weights = new HeldWeights(runtime, initialState(network, optimizer, options.seed));
  const steps = new Map<number, CompiledStep>();
  const predictions = new Map<PredictingNetwork, RunnableGraph>();

  /** The step for batches of this size, which becomes the one used last. */
  async function stepFor(rowCount: number): Promise<CompiledStep> {
    const step = steps.get(rowCount) ?? (await compileStep(runtime, network, optimizer, options, rowCount));
    steps.delete(rowCount);
    steps.set(rowCount, step);
    for (const [oldestRowCount, oldest] of steps) {
      if (steps.size <= MAX_STEPS) break;
      steps.delete(oldestRowCount);
      await oldest.close();
    }
    return step;
  }

  return {
    name: 'compiled',

    async step(feeds, rowCount, settings) {
      const step = await stepFor(rowCount);
      const result = await step.run(weights, feeds, settings);
      if (!Number.isFinite(result.loss)) throw new LossNotFinite(settings.step, result.loss);
      weights.swap();
      if (settings.step % FLUSH_STEPS === 0) weights.flushDenormals();
      return result;
    },

    async predict(feeds, rowCount, part = network) {
      const prediction =
        predictions.get(part) ??
        (await runtime.open(encodeModel(tracePrediction(part)), options.threads ?? 1));
      predictions.set(part, prediction);
      const tensors: RunTensors = {};
      weights.feedTo(tensors);
      for (const fed of withoutTargets(fedTensors(part), part)) {
        const values = valuesOf(feeds, fed, rowCount);
        tensors[NAMES.fed(fed.name)] = runtime.bindFloats(values, [rowCount, ...fed.shape]).native;
      }
      const answers = await prediction.evaluate(tensors);
      return Object.fromEntries(
        Object.entries(answers).map(([name, values]) => [name.slice(NAMES.answer('').length), values]),
      );
    },

    read: () => weights.read(),

    write(state) {
      checkState(state, network, optimizer.slotCount);
      weights.write(state);
    },

    async close() {
      await Promise.all([...steps.values(), ...predictions.values()].map(graph => graph.close()));
      steps.clear();
      predictions.clear();
    },
  };
}
