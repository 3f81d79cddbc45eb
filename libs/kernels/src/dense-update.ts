import denseUpdate from './compiled/dense-update';
import type { AdamStep } from './embedding-rows';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';

/** What `assembly/dense-update.ts` exports. */
interface Kernel {
  freeAt(): number;
  adam(
    values: number,
    gradients: number,
    means: number,
    squares: number,
    size: number,
    rate: number,
    smallest: number,
    keptMean: number,
    newMean: number,
    keptSquare: number,
    newSquare: number,
    keptValue: number,
  ): void;
}

/** The numbers of a step of Adam over all numbers of a vector. */
export interface DenseAdamStep extends AdamStep {
  /** What is left of a value before the step: 1 without decay. */
  readonly keptValue: number;
}

const WORD_BYTES = 4;

/** A vector of trained numbers in the memory of a kernel that updates all of them by Adam. */
export class DenseAdamKernel {
  /** [size], as all of these. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly gradients: Float32Array<ArrayBuffer>;
  /** Running mean of the gradients, and of their squares. */
  readonly means: Float32Array<ArrayBuffer>;
  readonly squares: Float32Array<ArrayBuffer>;
  readonly #kernel: Kernel;

  /** @throws RangeError if there is no memory for such a vector */
  constructor(private readonly size: number) {
    const kernel = loadKernel<Kernel>(denseUpdate);
    this.#kernel = kernel;
    const plan = new MemoryPlan(kernel);
    const places = [0, 1, 2, 3].map(() => plan.take(size * WORD_BYTES));
    const buffer = plan.allocate();
    const [values, gradients, means, squares] = places.map(at => new Float32Array(buffer, at, size));
    this.values = values;
    this.gradients = gradients;
    this.means = means;
    this.squares = squares;
  }

  /** Follows the gradients. */
  update({ rate, smallest, keptMean, keptSquare, keptValue }: DenseAdamStep): void {
    const { values, gradients, means, squares, size } = this;
    this.#kernel.adam(
      values.byteOffset,
      gradients.byteOffset,
      means.byteOffset,
      squares.byteOffset,
      size,
      rate,
      smallest,
      keptMean,
      1 - keptMean,
      keptSquare,
      1 - keptSquare,
      keptValue,
    );
  }
}
