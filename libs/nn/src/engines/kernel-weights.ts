import { DenseAdamKernel, type DenseAdamStep } from '@reckit/kernels';
import type { Optimizer, StepSettings } from '../optimizers/optimizer';
import type { EngineState } from './engine';

/** Parameters, and what their optimiser remembers, in the memory of a kernel that updates them in place. */
export class KernelWeights {
  private constructor(
    private readonly kernel: DenseAdamKernel,
    private readonly stepOf: (settings: StepSettings) => DenseAdamStep,
  ) {}

  /** Null if no kernel has the rule, or room for so many parameters. */
  static create({ inKernel }: Optimizer, initial: EngineState): KernelWeights | null {
    if (inKernel === null) return null;
    try {
      const kernel = new DenseAdamKernel(initial.parameters.length);
      kernel.values.set(initial.parameters);
      return new KernelWeights(kernel, inKernel);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** The parameters, then what the optimiser remembers. */
  get vectors(): readonly Float32Array[] {
    const { values, means, squares } = this.kernel;
    return [values, means, squares];
  }

  /** Of all parameters: what `update` follows. */
  get gradient(): Float32Array {
    return this.kernel.gradients;
  }

  update(settings: StepSettings): void {
    this.kernel.update(this.stepOf(settings));
  }
}
