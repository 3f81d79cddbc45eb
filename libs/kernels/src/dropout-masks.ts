import dropoutMasks from './compiled/dropout-masks';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';
import type { RandomState } from './skip-gram';

/** What `assembly/dropout-masks.ts` exports. */
interface Kernel {
  freeAt(): number;
  draw(
    mask: number,
    words: number,
    kept: number,
    first: number,
    second: number,
    third: number,
    fourth: number,
  ): void;
}

const VALUE_BYTES = 4;
const VALUES_A_WORD = 32;

/** The masks of a network's dropouts, 1 or 0, in the memory of a kernel that draws them. */
export class DropoutMaskKernel {
  /** In the order of their sizes. */
  readonly masks: readonly Float32Array<ArrayBuffer>[];
  readonly #kernel: Kernel;

  /** @throws RangeError if there is no memory for them */
  constructor(sizes: readonly number[]) {
    const kernel = loadKernel<Kernel>(dropoutMasks);
    this.#kernel = kernel;
    const plan = new MemoryPlan(kernel);
    const places = sizes.map(size => plan.take(wordsOf(size) * VALUES_A_WORD * VALUE_BYTES));
    const buffer = plan.allocate();
    this.masks = sizes.map((size, i) => new Float32Array(buffer, places[i], size));
  }

  /**
   * Draws one of them.
   *
   * @param kept - the share of ones, in 256th
   * @param state - of xoshiro128**, from which the mask follows
   */
  draw(i: number, kept: number, state: RandomState): void {
    const { byteOffset, length } = this.masks[i];
    this.#kernel.draw(byteOffset, wordsOf(length), kept, ...state);
  }
}

function wordsOf(size: number): number {
  return Math.ceil(size / VALUES_A_WORD);
}
