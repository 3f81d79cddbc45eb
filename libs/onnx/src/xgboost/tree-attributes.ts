import type { Attribute } from '../graph';
import type { XgboostModel } from './xgboost-model';

/** What to do about missing values (NaN): the split's default direction, or nothing since there are none. */
export type Missing = 'by-default-direction' | 'never';

/** Membership is 0 or 1; XGBoost sends members right. */
const MEMBERSHIP_THRESHOLD = 0.5;

/**
 * Attributes of a `TreeEnsembleRegressor` (ai.onnx.ml 3) that adds up the leaves of the trees from `trees.from` up
 * to `trees.to`.
 *
 * @param columnOfNode derived column of each categorical split, else -1; they follow the features
 */
export function treeAttributes(
  model: XgboostModel,
  trees: { readonly from: number; readonly to: number },
  columnOfNode: Int32Array,
  missing: Missing,
): Record<string, Attribute> {
  const { forest } = model;
  const firstNode = forest.treeStarts[trees.from] ?? 0;
  const nodeCount = (forest.treeStarts[trees.to] ?? 0) - firstNode;
  const treeIds = new Int32Array(nodeCount);
  const nodeIds = new Int32Array(nodeCount);
  const featureIds = new Int32Array(nodeCount);
  const values = new Float32Array(nodeCount);
  const modes = new Array<string>(nodeCount);
  const trueIds = new Int32Array(nodeCount);
  const falseIds = new Int32Array(nodeCount);
  const missingTrue = new Uint8Array(nodeCount);

  const leafCount = (nodeCount + trees.to - trees.from) / 2;
  const leafTreeIds = new Int32Array(leafCount);
  const leafNodeIds = new Int32Array(leafCount);
  const leafOutputs = new Int32Array(leafCount);
  const leafValues = new Float32Array(leafCount);

  let leaf = 0;
  for (let tree = trees.from; tree < trees.to; tree++) {
    const start = forest.treeStarts[tree] ?? 0;
    const end = forest.treeStarts[tree + 1] ?? 0;
    const weight = forest.treeWeights[tree] ?? 1;
    for (let node = start; node < end; node++) {
      const at = node - firstNode;
      const left = forest.leftChildren[node] ?? -1;
      treeIds[at] = tree - trees.from;
      nodeIds[at] = node - start;
      if (left === -1) {
        modes[at] = 'LEAF';
        leafTreeIds[leaf] = tree - trees.from;
        leafNodeIds[leaf] = node - start;
        leafOutputs[leaf] = forest.treeOutputs[tree] ?? 0;
        leafValues[leaf] = (forest.thresholds[node] ?? 0) * weight;
        leaf++;
        continue;
      }
      const column = columnOfNode[node] ?? -1;
      // XGBoost goes left on value < threshold, both float32; BRANCH_LEQ would score another leaf at equality.
      modes[at] = 'BRANCH_LT';
      featureIds[at] = column === -1 ? (forest.splitFeatures[node] ?? 0) : model.featureCount + column;
      values[at] = column === -1 ? (forest.thresholds[node] ?? 0) : MEMBERSHIP_THRESHOLD;
      trueIds[at] = left;
      falseIds[at] = forest.rightChildren[node] ?? -1;
      if (missing === 'by-default-direction') missingTrue[at] = forest.defaultLeft[node] ?? 0;
    }
  }
  return {
    nodes_treeids: { kind: 'ints', value: treeIds },
    nodes_nodeids: { kind: 'ints', value: nodeIds },
    nodes_featureids: { kind: 'ints', value: featureIds },
    nodes_values: { kind: 'floats', value: values },
    nodes_modes: { kind: 'strings', value: modes },
    nodes_truenodeids: { kind: 'ints', value: trueIds },
    nodes_falsenodeids: { kind: 'ints', value: falseIds },
    nodes_missing_value_tracks_true: { kind: 'ints', value: missingTrue },
    target_treeids: { kind: 'ints', value: leafTreeIds },
    target_nodeids: { kind: 'ints', value: leafNodeIds },
    target_ids: { kind: 'ints', value: leafOutputs },
    target_weights: { kind: 'floats', value: leafValues },
    n_targets: { kind: 'int', value: model.outputCount },
    aggregate_function: { kind: 'string', value: 'SUM' },
    post_transform: { kind: 'string', value: 'NONE' },
  };
}
