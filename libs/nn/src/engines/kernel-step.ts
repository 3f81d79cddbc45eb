import type { Network } from '../network';
import { clipInPlace } from '../optimizers/clip-in-place';
import { compileDerivatives } from './compiled-derivatives';
import type { CompiledStep } from './compiled-step';
import type { CompiledUpdate } from './compiled-update';
import type { EngineOptions } from './engine';
import type { KernelWeights } from './kernel-weights';
import type { Runtime } from './runtime';

/** A step for batches of one size, of which the graph computes the gradients, and a kernel follows them. */
export async function compileKernelStep(
  runtime: Runtime,
  network: Network,
  options: EngineOptions,
  rowCount: number,
  kernel: KernelWeights,
): Promise<CompiledStep> {
  const { clipNorm } = options;
  const { gradient } = kernel;
  const whole = { begin: 0, end: rowCount, of: rowCount };
  const derivatives = await compileDerivatives(runtime, network, options, whole, { clipNorm, gradient });
  let state: Float32Array = new Float32Array(0);
  return {
    async run(weights, feeds, settings) {
      const result = await derivatives.run(weights, feeds, settings);
      state = result.state;
      return result;
    },
    accept(weights, settings) {
      kernel.update(settings);
      weights.writeSpareState(state);
      weights.swap();
    },
    close: () => derivatives.close(),
  };
}

/** The second half of a step of which the first was not taken in one go. */
export function kernelUpdate(kernel: KernelWeights, { clipNorm }: EngineOptions): CompiledUpdate {
  return {
    async run(weights, { parameters, state, gradients }, settings) {
      if (clipNorm !== undefined) clipInPlace([parameters, ...Object.values(gradients)], clipNorm);
      kernel.gradient.set(parameters);
      kernel.update(settings);
      weights.writeSpareState(state);
    },
    close: () => Promise.resolve(),
  };
}
