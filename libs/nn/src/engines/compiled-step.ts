import type { DenseAdamStep } from '@reckit/kernels';
import type { Network } from '../network';
import type { StepSettings } from '../optimizers/optimizer';
import { batchFeeder } from './batch-feeder';
import { compileDerivatives } from './compiled-derivatives';
import type { EngineOptions, Feeds, StepResult } from './engine';
import { followByKernel } from './follow-by-kernel';
import { compilePlan } from './plan/compile-plan';
import { rectifierMasks } from './plan/rectifier-masks';
import type { StepContext } from './step-context';
import { optimizedWeights } from './optimized-weights';
import { stepMasks } from './step-masks';
import { takeFloats } from './step-weights';
import { NAMES, traceStep } from './trace-network';

/** The training step for batches of one size. */
export interface CompiledStep {
  /** Computes one step, which changes no weight yet. */
  run(feeds: Feeds, settings: StepSettings): StepResult;
  /** Has the weights follow what was computed. */
  accept(settings: StepSettings): void;
  close(): void;
}

/** Plans a step. Where a kernel has the rule of the optimiser, the plan ends with the gradients. */
export function compileStep(
  context: StepContext,
  network: Network,
  options: EngineOptions,
  rowCount: number,
): CompiledStep {
  const { inKernel } = context.optimizer;
  return inKernel
    ? compileKernelStep(context, network, options, rowCount, inKernel)
    : compileWholeStep(context, network, options, rowCount);
}

function compileKernelStep(
  context: StepContext,
  network: Network,
  options: EngineOptions,
  rowCount: number,
  stepOf: (settings: StepSettings) => DenseAdamStep,
): CompiledStep {
  const { memory, weights } = context;
  const { block, floats: gradient } = takeFloats(memory, weights.parameters.length);
  const part = { begin: 0, end: rowCount, of: rowCount };
  const derivatives = compileDerivatives(context, network, options, part, {
    clipNorm: options.clipNorm,
    gradient,
  });
  let state: Float32Array = new Float32Array(0);
  return {
    run(feeds, settings) {
      const result = derivatives.run(feeds, settings);
      ({ state } = result);
      return result;
    },
    accept(settings) {
      followByKernel(memory, weights, gradient, stepOf(settings));
      weights.state.set(state);
    },
    close() {
      derivatives.close();
      memory.give(block);
    },
  };
}

function compileWholeStep(
  { memory, runtime, weights, optimizer }: StepContext,
  network: Network,
  { clipNorm, seed, threads = 1 }: EngineOptions,
  rowCount: number,
): CompiledStep {
  const part = { begin: 0, end: rowCount, of: rowCount };
  const traced = traceStep(network, optimizer, clipNorm, rowCount);
  const masks = stepMasks(memory, traced.masks, part, rectifierMasks(traced.program));
  const { state } = weights;
  const current = [
    ...optimizedWeights(weights),
    ...(state.length > 0 ? [[NAMES.state, state] as const] : []),
  ];
  const plan = compilePlan(traced.program, {
    memory,
    runtime,
    threads,
    placed: { ...masks.placed, ...Object.fromEntries(current) },
  });
  const next = current.map(([name, values]) => ({ values, after: plan.floats(NAMES.next(name)) }));
  const loss = plan.floats(NAMES.loss);
  const scalars = plan.floats(NAMES.scalars);
  const gradients = Object.fromEntries(
    Object.keys(network.embeddings).map(name => [name, plan.floats(NAMES.gradient(name))]),
  );
  const feed = batchFeeder(plan, network, part);
  return {
    run(batch, settings) {
      feed(batch);
      scalars.set(optimizer.scalars(settings));
      masks.draw({ seed, step: settings.step });
      plan.run();
      return { loss: loss[0], gradients };
    },
    accept() {
      for (const { values, after } of next) values.set(after);
    },
    close() {
      plan.close();
      masks.close();
    },
  };
}
