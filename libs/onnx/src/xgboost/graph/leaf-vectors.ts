import type { DocumentCursor } from '../model-file/document-cursor';

/**
 * Reads the leaves of a tree that adds to every output at once (`multi_strategy=multi_output_tree`).
 *
 * Up to 3.1 `base_weights` hold a vector a node. Since 3.2 `leaf_weights` hold a vector a leaf, and the right child
 * of a leaf is its position among them (src/tree/multi_target_tree_model.cc in dmlc/xgboost).
 *
 * @param leaves nodes that are leaves
 * @returns the vector of each leaf, `outputCount` values; null for a tree whose leaves are single numbers
 */
export function readLeafVectors(
  document: DocumentCursor,
  leaves: readonly number[],
  rightChildren: Int32Array,
  outputCount: number,
): ReadonlyMap<number, Float32Array> | null {
  const size = document.field('tree_param').optional('size_leaf_vector')?.count() ?? 1;
  if (size <= 1) return null;
  if (size !== outputCount) document.fail(`leaves of ${size} values for ${outputCount} outputs`);
  const ofLeaves = document.optional('leaf_weights');
  const field = ofLeaves ?? document.field('base_weights');
  const values = field.floats();
  return new Map(
    leaves.map(leaf => {
      const position = ofLeaves ? (rightChildren[leaf] ?? -1) : leaf;
      if (position < 0 || (position + 1) * size > values.length) {
        field.fail(`leaf ${leaf} has the vector ${position} of ${Math.floor(values.length / size)}`);
      }
      return [leaf, values.subarray(position * size, (position + 1) * size)];
    }),
  );
}
