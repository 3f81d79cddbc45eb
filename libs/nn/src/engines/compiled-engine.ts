import { StepMemory } from '@reckit/kernels';
import { LossNotFinite } from '../errors';
import type { Network, PredictingNetwork } from '../network';
import { createOptimizer } from '../optimizers/create-optimizer';
import type { StepSettings } from '../optimizers/optimizer';
import { checkState, fedTensors } from './check-feeds';
import { compileDerivatives, keyOf, type CompiledDerivatives } from './compiled-derivatives';
import { compilePrediction, type CompiledPrediction } from './compiled-prediction';
import { compileStep, type CompiledStep } from './compiled-step';
import { compileUpdate, type CompiledUpdate } from './compiled-update';
import type { Engine, EngineOptions } from './engine';
import { initialState } from './initial-state';
import { loadNativeRuntime } from './native/native-runtime';
import type { StepContext } from './step-context';
import { StepWeights } from './step-weights';

/** Compiled steps kept: the full batch, the remainder of an epoch, and what a caller may do beside. */
const MAX_STEPS = 4;

/** Often enough that few steps are slowed, seldom enough to cost nothing; by the step, so that a resumed run agrees. */
const FLUSH_STEPS = 256;

/**
 * Traces the training step for each size of batch that occurs, when it first occurs, and plans it over one memory: kernels
 * compute what goes over all numbers once, ONNX Runtime the products of matrices and what no kernel does.
 */
export async function openCompiledEngine(network: Network, options: EngineOptions): Promise<Engine> {
  // At once, and not only with the first step, this refuses a network that cannot be fed.
  fedTensors(network);
  const memory = new StepMemory();
  const optimizer = createOptimizer(options.optimizer, network.parameters);
  const weights = new StepWeights(memory, initialState(network, optimizer, options.seed));
  const context: StepContext = { memory, runtime: loadNativeRuntime(), weights, optimizer };
  const steps = new Map<number, CompiledStep>();
  const derivatives = new Map<string, CompiledDerivatives>();
  const predictions = new Map<PredictingNetwork, Map<number, CompiledPrediction>>();
  let update: CompiledUpdate | undefined;

  function flushNowAndThen({ step }: StepSettings): void {
    if (step % FLUSH_STEPS === 0) weights.flushDenormals();
  }

  return {
    name: 'compiled',

    async step(feeds, rowCount, settings) {
      const step = usedLast(steps, rowCount, () => compileStep(context, network, options, rowCount));
      const result = step.run(feeds, settings);
      if (!Number.isFinite(result.loss)) throw new LossNotFinite(settings.step, result.loss);
      step.accept(settings);
      flushNowAndThen(settings);
      return result;
    },

    async differentiate(feeds, part, settings) {
      const compiled = usedLast(derivatives, keyOf(part), () =>
        compileDerivatives(context, network, options, part),
      );
      return compiled.run(feeds, settings);
    },

    async update(followed, settings) {
      update ??= compileUpdate(context, options);
      update.run(followed, settings);
      flushNowAndThen(settings);
    },

    async predict(feeds, rowCount, part = network) {
      const ofPart = predictions.get(part) ?? new Map<number, CompiledPrediction>();
      predictions.set(part, ofPart);
      const compiled = usedLast(ofPart, rowCount, () => compilePrediction(context, part, options, rowCount));
      return compiled.run(feeds);
    },

    read: () => weights.read(),

    write(state) {
      checkState(state, network, optimizer.slotCount);
      weights.write(state);
    },

    async close() {
      const ofParts = [...predictions.values()].flatMap(ofPart => [...ofPart.values()]);
      for (const plan of [...steps.values(), ...derivatives.values(), ...ofParts, update]) plan?.close();
      steps.clear();
      derivatives.clear();
      predictions.clear();
      update = undefined;
    },
  };
}

/** What was compiled for batches of a kind, which becomes the one used last; those used longest ago are let go. */
function usedLast<Key, Compiled extends { close(): void }>(
  kept: Map<Key, Compiled>,
  key: Key,
  compile: () => Compiled,
): Compiled {
  const compiled = kept.get(key) ?? compile();
  kept.delete(key);
  kept.set(key, compiled);
  for (const [oldestKey, oldest] of kept) {
    if (kept.size <= MAX_STEPS) break;
    kept.delete(oldestKey);
    oldest.close();
  }
  return compiled;
}
