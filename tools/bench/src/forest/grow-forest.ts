import { createRandom, type Random } from '@reckit/data';
import type { LabelledRows } from '../feature-rows';
import { binFeature, type BinnedFeature } from './binned-features';
import { chooseSplit, LEAF_PENALTY, type Gradients } from './choose-split';

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

const LEARNING_RATE = 0.1;
const ROW_SHARE = 0.8;
const FEATURE_SHARE = 0.8;

/**
 * Trains a forest by gradient boosting with XGBoost's histograms, gain and usual settings (Chen and Guestrin,
 * "XGBoost: A Scalable Tree Boosting System", 2016), so that rows take such paths through it as they take
 * through a model in use: how predictable the paths are decides what a tree costs. Unlike XGBoost it goes on
 * splitting when nothing is gained, so that every tree has its full depth.
 */
export function growForest({ trees, depth }: ForestShape, rows: LabelledRows, seed: number): CompleteTree[] {
  const random = createRandom(seed);
  const features = rows.columns.map(binFeature);
  const margins = new Float64Array(rows.rowCount);
  return Array.from({ length: trees }, () => growTree(depth, features, rows.labels, margins, random));
}

/** Nodes of a complete tree, leaves included. */
export function nodeCountOf(depth: number): number {
  return 2 ** (depth + 1) - 1;
}

/** Grows one tree and adds its leaves to the margins. */
function growTree(
  depth: number,
  features: readonly BinnedFeature[],
  labels: Uint8Array,
  margins: Float64Array,
  random: Random,
): CompleteTree {
  const nodeCount = nodeCountOf(depth);
  const tree = { depth, features: new Int32Array(nodeCount), values: new Float32Array(nodeCount) };
  const candidates = random
    .shuffle(features.map((_, index) => index))
    .slice(0, Math.round(features.length * FEATURE_SHARE));
  const gradients = logisticGradients(labels, margins, random);

  const growNode = (node: number, rows: Uint32Array): void => {
    if (2 * node + 1 >= nodeCount) {
      tree.values[node] = leafValue(rows, gradients);
      for (const row of rows) margins[row] += tree.values[node];
      return;
    }
    const { feature, cut } = chooseSplit(rows, features, candidates, gradients, random);
    const { bins, cuts } = features[feature];
    tree.features[node] = feature;
    tree.values[node] = cuts[cut];
    growNode(
      2 * node + 1,
      rows.filter(row => bins[row] <= cut),
    );
    growNode(
      2 * node + 2,
      rows.filter(row => bins[row] > cut),
    );
  };
  growNode(
    0,
    Uint32Array.from(labels, (_, row) => row),
  );
  return tree;
}

/** Of the logistic loss, for a random share of the rows. */
function logisticGradients(labels: Uint8Array, margins: Float64Array, random: Random): Gradients {
  const first = new Float64Array(labels.length);
  const second = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    if (random.uniform() >= ROW_SHARE) continue;
    const probability = 1 / (1 + Math.exp(-margins[row]));
    first[row] = probability - labels[row];
    second[row] = probability * (1 - probability);
  }
  return { first, second };
}

function leafValue(rows: Uint32Array, { first, second }: Gradients): number {
  let residualSum = 0;
  let secondSum = 0;
  for (const row of rows) {
    residualSum -= first[row];
    secondSum += second[row];
  }
  return (LEARNING_RATE * residualSum) / (secondSum + LEAF_PENALTY);
}
