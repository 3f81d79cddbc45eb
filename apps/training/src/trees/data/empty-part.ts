import type { FeatureSpec } from '@reckit/features';
import type { Part } from './tree-data';
import type { TreeMemory } from './tree-memory';

/**
 * The part of a process that has no rows of it, while others have some: a row that counts for nothing, since the library
 * takes no matrix without rows.
 *
 * @param label - any that the objective takes
 */
export function emptyPart({ features }: FeatureSpec, memory: TreeMemory, label: number): Part {
  const row = {
    data: new Float32Array(features.length).fill(NaN),
    labels: Float32Array.of(label),
    weights: Float32Array.of(0),
  };
  const { data, ...others } = row;
  return { matrix: memory === 'matrix' ? data : [row], ...others, isEmpty: true };
}
