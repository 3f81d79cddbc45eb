import type { CompleteTree } from './grow-forest';

const LEAF = -1;
/** What XGBoost writes as the parent of a root. */
const NO_PARENT = 2_147_483_647;
/** A forest of this version is read by every later XGBoost. */
const FORMAT_VERSION = [1, 7, 4];
/** With one digit before them, enough to tell any two float32 values apart. */
const FLOAT32_DECIMALS = 8;

/**
 * The trees as XGBoost saves a `binary:logistic` model with the base score 0.5
 * (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html).
 */
export function xgboostJson(trees: readonly CompleteTree[], featureNames: readonly string[]): string {
  const featureCount = String(featureNames.length);
  return objectText({
    learner: objectText({
      attributes: '{}',
      feature_names: JSON.stringify(featureNames),
      feature_types: JSON.stringify(featureNames.map(() => 'float')),
      gradient_booster: objectText({
        model: objectText({
          gbtree_model_param: JSON.stringify({
            num_parallel_tree: '1',
            num_trees: String(trees.length),
            size_leaf_vector: '0',
          }),
          tree_info: JSON.stringify(trees.map(() => 0)),
          trees: `[${trees.map((tree, id) => treeText(tree, id, featureCount)).join(',')}]`,
        }),
        name: '"gbtree"',
      }),
      learner_model_param: JSON.stringify({
        base_score: '5E-1',
        boost_from_average: '1',
        num_class: '0',
        num_feature: featureCount,
        num_target: '1',
      }),
      objective: JSON.stringify({ name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } }),
    }),
    version: JSON.stringify(FORMAT_VERSION),
  });
}

function treeText({ depth, features, values }: CompleteTree, id: number, featureCount: string): string {
  const nodes = values.length;
  const innerNodes = 2 ** depth - 1;
  const integers = (value: (node: number) => number): string => JSON.stringify(eachOf(nodes, value));
  const floats = (value: (node: number) => number): string => floatsText(eachOf(nodes, value));
  const nodeValues = floats(node => values[node]);
  return objectText({
    base_weights: nodeValues,
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: integers(() => 0),
    id: String(id),
    left_children: integers(node => (node < innerNodes ? 2 * node + 1 : LEAF)),
    loss_changes: floats(node => (node < innerNodes ? 1 : 0)),
    parents: integers(node => (node === 0 ? NO_PARENT : (node - 1) >> 1)),
    right_children: integers(node => (node < innerNodes ? 2 * node + 2 : LEAF)),
    split_conditions: nodeValues,
    split_indices: integers(node => features[node]),
    split_type: integers(() => 0),
    sum_hessian: floats(node => nodes / (node + 1)),
    tree_param: JSON.stringify({
      num_deleted: '0',
      num_feature: featureCount,
      num_nodes: String(nodes),
      size_leaf_vector: '0',
    }),
  });
}

/** XGBoost refuses a whole number written without a point where it expects a float, so all have an exponent. */
function floatsText(values: readonly number[]): string {
  return `[${values.map(value => value.toExponential(FLOAT32_DECIMALS)).join(',')}]`;
}

function eachOf(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

/** A JSON object of values that are JSON text already. */
function objectText(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .join(',')}}`;
}
