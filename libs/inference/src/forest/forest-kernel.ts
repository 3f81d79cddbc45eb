import { ForestTableKernel } from '@reckit/kernels';
import type { ForestGraph } from '@reckit/onnx';
import { applyLink } from './apply-link';
import { layOutForest, type ForestLayout } from './forest-layout';

/**
 * Scores a forest without walking down its trees.
 *
 * A value of a feature decides all splits on this feature at once: it lies between two neighbours of the
 * feature's sorted thresholds. For each such interval a table holds, for every tree, the set of leaves that
 * these splits leave reachable, as bits. The AND of one entry a feature has exactly one bit left for each tree,
 * its leaf. So a row costs a binary search a feature and a few loads a tree, none of them behind a branch that
 * the processor would have to guess. (Leaf sets as bits: Lucchese et al., QuickScorer, SIGIR 2015; here they are
 * combined ahead of time for each interval.)
 */
export class ForestKernel {
  #tables: { readonly kernel: ForestTableKernel; readonly width: number } | null = null;

  constructor(readonly layout: ForestLayout) {}

  /** Prepares the tables; null for a forest that is better walked down, because it is deep or wide. */
  static compile(forest: ForestGraph): ForestKernel | null {
    const layout = layOutForest(forest);
    return layout && new ForestKernel(layout);
  }

  /**
   * @param values - row-major [rowCount, featureCount]
   * @returns scores [rowCount]
   */
  score(values: Float32Array, rowCount: number, featureCount: number): Float32Array {
    return applyLink(this.#kernelFor(featureCount).score(values, rowCount), 1, this.layout);
  }

  /** The tables in the memory of a kernel, which is made for the rows that come first; those of a model are all alike. */
  #kernelFor(width: number): ForestTableKernel {
    if (this.#tables?.width !== width) {
      this.#tables = { kernel: new ForestTableKernel(this.layout, width), width };
    }
    return this.#tables.kernel;
  }
}
