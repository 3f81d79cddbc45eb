import { StepMemory } from '@reckit/kernels';
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
import { initialState } from './initial-state';
import { loadNativeRuntime } from './native/native-runtime';
import { loadRuntime, type RunnableGraph, type RunTensors } from './runtime';
import type { StepContext } from './step-context';
import { StepWeights } from './step-weights';
import { NAMES, tracePrediction } from './trace-network';

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
  const runtime = await loadRuntime();
  const memory = new StepMemory();
  const optimizer = createOptimizer(options.optimizer, network.parameters);
  const weights = new StepWeights(memory, initialState(network, optimizer, options.seed));
  const context: StepContext = { memory, runtime: loadNativeRuntime(), weights, optimizer };
  const steps = new Map<number, CompiledStep>();
  const derivatives = new Map<string, CompiledDerivatives>();
  const predictions = new Map<PredictingNetwork, RunnableGraph>();
  let update: CompiledUpdate | undefined;

  function flushNowAndThen({ step }: StepSettings): void {
    if (step % FLUSH_STEPS === 0) weights.flushDenormals();
  }

  return {
    name: 'compiled',

    step(feeds, rowCount, settings) {
      return settled(() => {
        const step = usedLast(steps, rowCount, () => compileStep(context, network, options, rowCount));
        const result = step.run(feeds, settings);
        if (!Number.isFinite(result.loss)) throw new LossNotFinite(settings.step, result.loss);
        step.accept(settings);
        flushNowAndThen(settings);
        return result;
      });
    },

    differentiate(feeds, part, settings) {
      return settled(() =>
        usedLast(derivatives, keyOf(part), () => compileDerivatives(context, network, options, part)).run(
          feeds,
          settings,
        ),
      );
    },

    update(followed, settings) {
      return settled(() => {
        update ??= compileUpdate(context, options);
        update.run(followed, settings);
        flushNowAndThen(settings);
      });
    },

    async predict(feeds, rowCount, part = network) {
      const prediction =
        predictions.get(part) ??
        (await runtime.open(encodeModel(tracePrediction(part)), options.threads ?? 1));
      predictions.set(part, prediction);
      const tensors: RunTensors = {};
      const { parameters, state } = weights.read();
      tensors[NAMES.parameters] = runtime.bindFloats(parameters, [parameters.length]).native;
      if (state.length > 0) tensors[NAMES.state] = runtime.bindFloats(state, [state.length]).native;
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
      for (const plan of [...steps.values(), ...derivatives.values(), update]) plan?.close();
      await Promise.all([...predictions.values()].map(graph => graph.close()));
      steps.clear();
      derivatives.clear();
      predictions.clear();
      update = undefined;
    },
  };
}

/** What work that is done at once comes to, or fails with, as everybody expects it of an engine. */
function settled<Result>(work: () => Result): Promise<Result> {
  return new Promise(resolve => resolve(work()));
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
