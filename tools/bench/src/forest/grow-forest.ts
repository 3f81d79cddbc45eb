import { createRandom, type Random } from '@reckit/data';
import type { FeatureRows } from '../feature-rows';

/** What a forest looks like; every tree is complete. */
export interface ForestShape {
  readonly trees: number;
  readonly depth: number;
}

/**
 * A complete binary tree: the children of node `i` are `2i + 1` and `2i + 2`, the last level are the leaves.
 */
export interface CompleteTree {
  readonly depth: number;
  /** [nodes] Feature that an inner node splits on; 0 for a leaf. */
  readonly features: Int32Array;
  /** [nodes] Left if the feature is less than this; the value of a leaf. */
  readonly values: Float32Array;
}

/** Rows that a tree is grown on for each of its leaves. */
const ROWS_PER_LEAF = 4;
const LEAF_DEVIATION = 0.05;
const FEATURE_TRIES = 8;

/**
 * Grows trees that cost what trained ones of this shape cost at the most: each is complete, splits on random
 * features, and halves the rows that reach a node, so that real rows spread over all leaves.
 */
export function growForest({ trees, depth }: ForestShape, rows: FeatureRows, seed: number): CompleteTree[] {
  const random = createRandom(seed);
  return Array.from({ length: trees }, () => growTree(depth, rows, random));
}

/** Nodes of a complete tree, leaves included. */
export function nodeCountOf(depth: number): number {
  return 2 ** (depth + 1) - 1;
}

function growTree(depth: number, rows: FeatureRows, random: Random): CompleteTree {
  const nodeCount = nodeCountOf(depth);
  const tree = { depth, features: new Int32Array(nodeCount), values: new Float32Array(nodeCount) };
  const sampleSize = ROWS_PER_LEAF * 2 ** depth;
  const sample = Array.from({ length: sampleSize }, () => random.integer(0, rows.rowCount - 1));
  growNode(tree, 0, sample, rows, random);
  return tree;
}

function growNode(
  tree: CompleteTree,
  node: number,
  sample: readonly number[],
  rows: FeatureRows,
  random: Random,
): void {
  if (2 * node + 1 >= tree.values.length) {
    tree.values[node] = random.normal(0, LEAF_DEVIATION);
    return;
  }
  const { feature, threshold } = chooseSplit(sample, rows, random);
  tree.features[node] = feature;
  tree.values[node] = threshold;
  const column = rows.columns[feature];
  const isLeft = (row: number): boolean => Math.fround(column[row]) < tree.values[node];
  growNode(tree, 2 * node + 1, sample.filter(isLeft), rows, random);
  growNode(
    tree,
    2 * node + 2,
    sample.filter(row => !isLeft(row)),
    rows,
    random,
  );
}

function chooseSplit(
  sample: readonly number[],
  { columns, rowCount }: FeatureRows,
  random: Random,
): { feature: number; threshold: number } {
  let feature = 0;
  for (let attempt = 0; attempt < FEATURE_TRIES; attempt++) {
    feature = random.integer(0, columns.length - 1);
    const column = columns[feature];
    const values = Float32Array.from(sample, row => column[row]).sort();
    const middle = values[values.length >> 1];
    if (values[0] < middle) return { feature, threshold: middle };
  }
  // All rows of the sample are alike here: a threshold within the range of the feature keeps the tree complete.
  return { feature, threshold: columns[feature][random.integer(0, rowCount - 1)] };
}
