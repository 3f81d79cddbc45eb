import { ForestWalkKernel } from '@reckit/kernels';
import type { ForestGraph } from '@reckit/onnx';
import { applyLink } from './apply-link';
import { layOutWalk, type WalkLayout } from './walk-layout';

/**
 * Scores a forest by walking down its trees, eight walks at once, from nodes of eight bytes: for forests whose tables of
 * leaf sets would be larger than what they save.
 */
export class ForestWalker {
  #kernel: { readonly walks: ForestWalkKernel; readonly width: number } | null = null;

  constructor(readonly layout: WalkLayout) {}

  /** Lays out the nodes; null for a forest that the kernel has no room for. */
  static compile(forest: ForestGraph): ForestWalker | null {
    const layout = layOutWalk(forest);
    return layout && new ForestWalker(layout);
  }

  /**
   * @param values - row-major [rowCount, featureCount]
   * @returns scores [rowCount, outputs]
   */
  score(values: Float32Array, rowCount: number, featureCount: number): Float32Array {
    const { walks } = this.layout;
    const margins = this.#kernelFor(featureCount).score(values, rowCount);
    return applyLink(margins, walks.outputCount, this.layout);
  }

  /** The forest in the memory of a kernel, which is made for the rows that come first; those of a model are all alike. */
  #kernelFor(width: number): ForestWalkKernel {
    if (this.#kernel?.width !== width) {
      this.#kernel = { walks: new ForestWalkKernel(this.layout.walks, width), width };
    }
    return this.#kernel.walks;
  }
}
