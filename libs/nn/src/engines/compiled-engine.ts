import { encodeModel } from '@reckit/onnx';
import { LossNotFinite } from '../errors';
import type { Network, PredictingNetwork } from '../network';
import { createOptimizer } from '../optimizers/create-optimizer';
import type { StepSettings } from '../optimizers/optimizer';
import { checkState, fedTensors, valuesOf, withoutTargets } from './check-feeds';
import { compileDerivatives, keyOf, type CompiledDerivatives } from './compiled-derivatives';
import { compileStep, type CompiledStep } from './compiled-step';
import { compileUpdate, type CompiledUpdate } from './compiled-update';
import type { Engine, EngineOptions } from './engine';
import { HeldWeights } from './held-weights';
import { initialState } from './initial-state';
import { compileKernelStep, kernelUpdate } from './kernel-step';
import { KernelWeights } from './kernel-weights';
import { loadRuntime, type RunnableGraph, type RunTensors } from './runtime';
import { NAMES, tracePrediction } from './trace-network';

/** Compiled steps kept: the full batch, the remainder of an epoch, and what a caller may do beside. */
const MAX_STEPS = 4;

/** Often enough that few steps are slowed, seldom enough to cost nothing; by the step, so that a resumed run agrees. */
const FLUSH_STEPS = 256;

/**
 * Compiles the training step into one ONNX graph for each size of batch that occurs, when it first occurs, and
 * runs it in ONNX Runtime. Where a kernel has the rule of the optimiser, the graph ends with the gradients.
 */
export async function openCompiledEngine(network: Network, options: EngineOptions): Promise<Engine> {
  // At once, and not only with the first step, this refuses a network that cannot be fed.
  fedTensors(network);
  const runtime = await loadRuntime();
  const optimizer = createOptimizer(options.optimizer, network.parameters);
  const initial = initialState(network, optimizer, options.seed);
  const kernel = KernelWeights.create(optimizer, initial);
  const weights = new HeldWeights(runtime, initial, kernel?.vectors);
  const steps = new Map<number, CompiledStep>();
  const derivatives = new Map<string, CompiledDerivatives>();
  const predictions = new Map<PredictingNetwork, RunnableGraph>();
  let update: CompiledUpdate | undefined;

  function flushNowAndThen({ step }: StepSettings): void {
    if (step % FLUSH_STEPS === 0) weights.flushDenormals();
  }

  return {
    name: 'compiled',

    async step(feeds, rowCount, settings) {
      const step = await usedLast(steps, rowCount, () =>
        kernel
          ? compileKernelStep(runtime, network, options, rowCount, kernel)
          : compileStep(runtime, network, optimizer, options, rowCount),
      );
      const result = await step.run(weights, feeds, settings);
      if (!Number.isFinite(result.loss)) throw new LossNotFinite(settings.step, result.loss);
      step.accept(weights, settings);
      flushNowAndThen(settings);
      return result;
    },

    async differentiate(feeds, part, settings) {
      const compiled = await usedLast(derivatives, keyOf(part), () =>
        compileDerivatives(runtime, network, options, part),
      );
      return compiled.run(weights, feeds, settings);
    },

    async update(followed, settings) {
      update ??= kernel
        ? kernelUpdate(kernel, options)
        : await compileUpdate(runtime, network, optimizer, options);
      await update.run(weights, followed, settings);
      weights.swap();
      flushNowAndThen(settings);
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
      const graphs = [...steps.values(), ...derivatives.values(), ...predictions.values(), update];
      await Promise.all(graphs.map(graph => graph?.close()));
      steps.clear();
      derivatives.clear();
      predictions.clear();
      update = undefined;
    },
  };
}

/** What was compiled for batches of a kind, which becomes the one used last; those used longest ago are let go. */
async function usedLast<Key, Compiled extends { close(): Promise<void> }>(
  kept: Map<Key, Compiled>,
  key: Key,
  compile: () => Promise<Compiled>,
): Promise<Compiled> {
  const compiled = kept.get(key) ?? (await compile());
  kept.delete(key);
  kept.set(key, compiled);
  for (const [oldestKey, oldest] of kept) {
    if (kept.size <= MAX_STEPS) break;
    kept.delete(oldestKey);
    await oldest.close();
  }
  return compiled;
}
