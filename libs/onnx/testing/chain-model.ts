/**
 * An XGBoost model of one feature with one tree like a chain, as `lossguide` without a depth makes them: the leaf at
 * level d has the value d and takes values below d + 0.5.
 */
export function chainModel(depth: number): Buffer {
  const nodeCount = 2 * depth + 1;
  const isSplit = (node: number): boolean => node % 2 === 0 && node < 2 * depth;
  const nodes = <T>(valueOf: (node: number) => T): T[] =>
    Array.from({ length: nodeCount }, (_, i) => valueOf(i));
  const tree = {
    tree_param: { num_nodes: String(nodeCount), size_leaf_vector: '1' },
    left_children: nodes(node => (isSplit(node) ? node + 1 : -1)),
    right_children: nodes(node => (isSplit(node) ? node + 2 : -1)),
    split_indices: nodes(() => 0),
    split_conditions: nodes(node => (isSplit(node) ? node / 2 + 0.5 : Math.floor(node / 2))),
    split_type: nodes(() => 0),
    default_left: nodes(() => 1),
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
  };
  const model = {
    learner: {
      attributes: {},
      gradient_booster: {
        name: 'gbtree',
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: '1' },
          iteration_indptr: [0, 1],
          tree_info: [0],
          trees: [tree],
        },
      },
      learner_model_param: { base_score: '[0E0]', num_class: '0', num_feature: '1', num_target: '1' },
      objective: { name: 'reg:squarederror' },
    },
    version: [3, 2, 0],
  };
  return Buffer.from(JSON.stringify(model));
}
