import type { Objective } from './objectives';

/** An XGBoost tree model as plain data, whatever version and format it was read from. */
export interface XgboostModel {
  /** Version of the XGBoost that wrote the file, such as [3, 1, 3]. */
  readonly version: readonly number[];
  readonly booster: 'gbtree' | 'dart';
  readonly objective: Objective;
  readonly featureCount: number;
  /** One a feature; undefined if the model was trained without. */
  readonly featureNames: readonly string[] | undefined;
  /** XGBoost's names (`float`, `int`, `i`, `q`, `c`), one a feature; undefined if trained without. */
  readonly featureTypes: readonly string[] | undefined;
  /** Margins a row: classes of `multi:*`, targets of a multi-target model, else 1. */
  readonly outputCount: number;
  /** As stored, one an output: for `binary:logistic` a probability. See `baseMargins` for what is added. */
  readonly baseScores: Float32Array;
  /** The base scores as margins, one an output: what the leaves are added to. -Infinity stands for a prediction of 0. */
  readonly baseMargins: Float32Array;
  /** The best round found by early stopping, counted from 0; undefined if there was none. */
  readonly bestIteration: number | undefined;
  readonly roundCount: number;
  /** Trees of round r are roundStarts[r] up to roundStarts[r + 1] (exclusive). */
  readonly roundStarts: Int32Array;
  /** Trees grown a round and output: 1, or the size of the forest of a random forest. */
  readonly parallelTreeCount: number;
  /** Texts that the trainer attached, such as `best_score`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly forest: Forest;
  /**
   * Categories of the training frame, by feature, for models of 3.1 and later trained on one: code c of a
   * categorical split means entry c. Undefined if the file holds none; null for a feature that is not categorical.
   */
  readonly categories: readonly (CategoryValues | null)[] | undefined;
}

/** The name of a category; several where the file can be read in several ways, null where it has lost the name. */
export type CategoryName = string | readonly string[] | null;

/** Entries of one feature's category table, in the order of their codes. */
export type CategoryValues = readonly CategoryName[] | readonly number[];

/**
 * Trees as parallel arrays: the nodes of tree t are treeStarts[t] up to treeStarts[t + 1], the first one its root.
 * Every node is reached from its root by one path; nodes that pruning had cut off are left out.
 */
export interface Forest {
  /** [treeCount + 1] */
  readonly treeStarts: Int32Array;
  /** [treeCount] The output that the tree adds to; of no meaning where its leaves are vectors. */
  readonly treeOutputs: Int32Array;
  /** [treeCount] Factor of the leaves: 1, but for DART. */
  readonly treeWeights: Float32Array;
  /** [nodeCount] Position within the tree, -1 for a leaf. */
  readonly leftChildren: Int32Array;
  /** [nodeCount] Position within the tree, -1 for a leaf. */
  readonly rightChildren: Int32Array;
  /** [nodeCount] Feature that the node splits on. */
  readonly splitFeatures: Int32Array;
  /** [nodeCount] Left if the feature is less than this; the value of a leaf; of no meaning in a categorical split. */
  readonly thresholds: Float32Array;
  /** [nodeCount] 1 if a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** [nodeCount] Position in `categorySets` of a categorical split, else -1. */
  readonly categorySetOfNode: Int32Array;
  /** Codes, ascending, that go right; every other code goes left. */
  readonly categorySets: readonly Int32Array[];
  /** [nodeCount] Position in `leafVectors` of a leaf that adds to every output, else -1. */
  readonly leafVectorOfNode: Int32Array;
  /** One value an output each. */
  readonly leafVectors: readonly Float32Array[];
}
