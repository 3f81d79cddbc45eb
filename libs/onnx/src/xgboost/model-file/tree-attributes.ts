import type { Attribute } from '../../graph';
import type { XgboostModel } from './xgboost-model';

/** What to do about missing values (NaN): the split's default direction, or nothing since there are none. */
export type Missing = 'by-default-direction' | 'never';

/** Membership is 0 or 1; XGBoost sends members right. */
export const MEMBERSHIP_THRESHOLD = 0.5;

/**
 * Attributes of a `TreeEnsembleRegressor` (ai.onnx.ml 3) that gives the margins: base margin and leaves of the
 * trees from `trees.from` up to `trees.to`, added up.
 *
 * The base margin of each output is a tree of a single leaf that comes before all others. So the float32 sums are
 * made in XGBoost's order and agree with it to the last bit; `base_values` and an Add come after the leaves, which
 * costs digits where base margin and leaves cancel out.
 *
 * @param columnOfNode derived column of each categorical split, else -1; they follow the features
 */
export function treeAttributes(
  model: XgboostModel,
  trees: { readonly from: number; readonly to: number },
  columnOfNode: Int32Array,
  missing: Missing,
): Record<string, Attribute> {
  const { forest, baseMargins } = model;
  const firstNode = forest.treeStarts[trees.from] ?? 0;
  const endNode = forest.treeStarts[trees.to] ?? 0;
  const vectorCount = forest.leafVectorOfNode.subarray(firstNode, endNode).filter(at => at >= 0).length;
  const nodeCount = endNode - firstNode + baseMargins.length;
  const ensemble = new EnsembleArrays(nodeCount, nodeCount + vectorCount * (baseMargins.length - 1));

  baseMargins.forEach((margin, output) => {
    ensemble.leaf(output, 0);
    ensemble.leafValue(output, 0, output, margin);
  });
  for (let tree = trees.from; tree < trees.to; tree++) {
    const id = tree - trees.from + baseMargins.length;
    const output = forest.treeOutputs[tree] ?? 0;
    const weight = forest.treeWeights[tree] ?? 1;
    const start = forest.treeStarts[tree] ?? 0;
    const end = forest.treeStarts[tree + 1] ?? 0;
    for (let node = start; node < end; node++) {
      const left = forest.leftChildren[node] ?? -1;
      const right = forest.rightChildren[node] ?? -1;
      const threshold = forest.thresholds[node] ?? 0;
      if (left === -1) {
        ensemble.leaf(id, node - start);
        const vector = forest.leafVectors[forest.leafVectorOfNode[node] ?? -1];
        if (vector) vector.forEach((value, at) => ensemble.leafValue(id, node - start, at, value * weight));
        else ensemble.leafValue(id, node - start, output, threshold * weight);
        continue;
      }
      const column = columnOfNode[node] ?? -1;
      const missingLeft = missing === 'by-default-direction' ? (forest.defaultLeft[node] ?? 0) : 0;
      if (column === -1) {
        const feature = forest.splitFeatures[node] ?? 0;
        ensemble.split(id, node - start, feature, threshold, left, right, missingLeft);
      } else {
        const feature = model.featureCount + column;
        ensemble.split(id, node - start, feature, MEMBERSHIP_THRESHOLD, left, right, missingLeft);
      }
    }
  }
  return ensemble.attributes(baseMargins.length);
}

/** The operator's parallel lists: one entry a node, and one more for each output that a leaf adds to. */
class EnsembleArrays {
  #nodeCount = 0;
  #leafValueCount = 0;
  readonly #treeIds: Int32Array;
  readonly #nodeIds: Int32Array;
  readonly #featureIds: Int32Array;
  readonly #values: Float32Array;
  readonly #modes: string[];
  readonly #trueIds: Int32Array;
  readonly #falseIds: Int32Array;
  readonly #missingTrue: Uint8Array;
  readonly #leafTreeIds: Int32Array;
  readonly #leafNodeIds: Int32Array;
  readonly #leafOutputs: Int32Array;
  readonly #leafValues: Float32Array;

  constructor(nodeCapacity: number, leafValueCapacity: number) {
    this.#treeIds = new Int32Array(nodeCapacity);
    this.#nodeIds = new Int32Array(nodeCapacity);
    this.#featureIds = new Int32Array(nodeCapacity);
    this.#values = new Float32Array(nodeCapacity);
    this.#modes = new Array<string>(nodeCapacity);
    this.#trueIds = new Int32Array(nodeCapacity);
    this.#falseIds = new Int32Array(nodeCapacity);
    this.#missingTrue = new Uint8Array(nodeCapacity);
    this.#leafTreeIds = new Int32Array(leafValueCapacity);
    this.#leafNodeIds = new Int32Array(leafValueCapacity);
    this.#leafOutputs = new Int32Array(leafValueCapacity);
    this.#leafValues = new Float32Array(leafValueCapacity);
  }

  leaf(tree: number, node: number): void {
    const at = this.#nodeCount++;
    this.#treeIds[at] = tree;
    this.#nodeIds[at] = node;
    this.#modes[at] = 'LEAF';
  }

  /** What a leaf adds to one output; all values of a leaf come one after the other. */
  leafValue(tree: number, node: number, output: number, value: number): void {
    const at = this.#leafValueCount++;
    this.#leafTreeIds[at] = tree;
    this.#leafNodeIds[at] = node;
    this.#leafOutputs[at] = output;
    this.#leafValues[at] = value;
  }

  split(
    tree: number,
    node: number,
    feature: number,
    threshold: number,
    left: number,
    right: number,
    missingLeft: number,
  ): void {
    const at = this.#nodeCount++;
    this.#treeIds[at] = tree;
    this.#nodeIds[at] = node;
    this.#featureIds[at] = feature;
    this.#values[at] = threshold;
    // XGBoost goes left on value < threshold, both float32; BRANCH_LEQ would score another leaf at equality.
    this.#modes[at] = 'BRANCH_LT';
    this.#trueIds[at] = left;
    this.#falseIds[at] = right;
    this.#missingTrue[at] = missingLeft;
  }

  attributes(outputCount: number): Record<string, Attribute> {
    return {
      nodes_treeids: { kind: 'ints', value: this.#treeIds },
      nodes_nodeids: { kind: 'ints', value: this.#nodeIds },
      nodes_featureids: { kind: 'ints', value: this.#featureIds },
      nodes_values: { kind: 'floats', value: this.#values },
      nodes_modes: { kind: 'strings', value: this.#modes },
      nodes_truenodeids: { kind: 'ints', value: this.#trueIds },
      nodes_falsenodeids: { kind: 'ints', value: this.#falseIds },
      nodes_missing_value_tracks_true: { kind: 'ints', value: this.#missingTrue },
      target_treeids: { kind: 'ints', value: this.#leafTreeIds.subarray(0, this.#leafValueCount) },
      target_nodeids: { kind: 'ints', value: this.#leafNodeIds.subarray(0, this.#leafValueCount) },
      target_ids: { kind: 'ints', value: this.#leafOutputs.subarray(0, this.#leafValueCount) },
      target_weights: { kind: 'floats', value: this.#leafValues.subarray(0, this.#leafValueCount) },
      n_targets: { kind: 'int', value: outputCount },
      aggregate_function: { kind: 'string', value: 'SUM' },
      post_transform: { kind: 'string', value: 'NONE' },
    };
  }
}
