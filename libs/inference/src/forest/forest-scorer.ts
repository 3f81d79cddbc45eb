import type { ForestGraph } from '@reckit/onnx';
import { ForestKernel } from './forest-kernel';
import type { ForestLayout } from './forest-layout';
import { ForestWalker } from './forest-walker';
import type { WalkLayout } from './walk-layout';

/** Scores the rows of a forest by a kernel, from plain data that can be moved between processes. */
export interface ForestScorer {
  readonly layout: ForestLayout | WalkLayout;
  /**
   * @param values - row-major [rowCount, featureCount]
   * @returns scores [rowCount, outputs]
   */
  score(values: Float32Array, rowCount: number, featureCount: number): Float32Array;
}

/** The kernel that is the faster one for a forest; null for one that none has room for. */
export function compileForest(forest: ForestGraph): ForestScorer | null {
  return ForestKernel.compile(forest) ?? ForestWalker.compile(forest);
}

/** The kernel for what `compileForest` has prepared elsewhere. */
export function scorerOf(layout: ForestScorer['layout']): ForestScorer {
  return 'walks' in layout ? new ForestWalker(layout) : new ForestKernel(layout);
}
