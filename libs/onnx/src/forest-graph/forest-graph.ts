import type { LogOddsSegments } from '../calibration/log-odds-map';
import { DATA_TYPES } from '../graph';
import type { MarginTransform } from '../xgboost/model-file/objectives';
import { categoryColumns, type CategoryColumns } from './category-columns';
import { readLogOddsMap } from './read-log-odds-map';
import { readGraph, type ReadGraph, type ReadNode } from './read-graph';

/**
 * What a graph of trees computes, as plain data: for a row, the leaf values of all trees are added as float32 in the
 * order of the trees, each to one of the outputs, and the sums go through `calibration` and `link`.
 */
export interface ForestGraph {
  /** [treeCount + 1] Where the nodes of each tree begin; the first one is its root. */
  readonly treeStarts: Int32Array;
  /** [treeCount] The output that the tree adds to. */
  readonly treeOutputs: Int32Array;
  /** [nodeCount] Column that the node splits on, from `width` on a derived one; -1 for a leaf. */
  readonly features: Int32Array;
  /** [nodeCount] Left if the column is less than this; the value of a leaf. */
  readonly values: Float32Array;
  /** [nodeCount] Index of the left child among all nodes; -1 for a leaf. */
  readonly lefts: Int32Array;
  /** [nodeCount] Index of the right child among all nodes; -1 for a leaf. */
  readonly rights: Int32Array;
  /** [nodeCount] 1 if NaN goes left. */
  readonly missingLeft: Uint8Array;
  readonly outputCount: number;
  /** What the sums go through before that, where they are log-odds that are calibrated. */
  readonly calibration: LogOddsSegments | null;
  /** What becomes of the sums: each for itself, or with `softmax` and `argmax` those of a row together. */
  readonly link: MarginTransform;
  /** Columns of the input. */
  readonly width: number;
  /** What the derived columns hold, which come behind those of the input, one feature after the other. */
  readonly categories: readonly CategoryColumns[];
}

/**
 * Recognises a graph that is nothing but trees, as `forestToOnnx` writes it for models whose leaves are numbers.
 *
 * @returns null for any other graph
 * @throws Error if the bytes are no ONNX file
 */
export function readForestGraph(onnx: Uint8Array): ForestGraph | null {
  const graph = readGraph(onnx);
  const at = graph.nodes.findIndex(({ op }) => op === 'TreeEnsembleRegressor');
  if (at < 0 || graph.inputs.length !== 1 || graph.outputs.length !== 1) return null;
  const ensemble = graph.nodes[at];
  const outputCount = ensemble.attributes.get('n_targets')?.int ?? 0;
  const behind = graph.nodes.slice(at + 1);
  const mapped = outputCount === 1 ? readLogOddsMap(graph, ensemble.outputs[0], behind) : null;
  const { output, rest } = mapped ?? { output: ensemble.outputs[0], rest: behind };
  const link = linkOf(graph, output, rest, outputCount);
  const categories = categoryColumns(graph, ensemble.inputs[0]);
  const width = graph.inputShapes[0]?.[1] ?? null;
  if (!link || !categories || width === null) return null;
  const trees = treesOf(ensemble, outputCount);
  const columns = categories.reduce((sum, { bytesPerClass }) => sum + 8 * bytesPerClass, width);
  if (!trees || trees.features.some(feature => feature >= columns)) return null;
  return { ...trees, outputCount, calibration: mapped?.segments ?? null, link, width, categories };
}

/** Operators after the trees, by what they compute together. */
const LINKS = {
  identity: ['Reshape'],
  sigmoid: ['Neg', 'Exp', 'Add', 'Reciprocal', 'Reshape'],
  exp: ['Exp', 'Reshape'],
  step: ['Greater', 'Cast', 'Reshape'],
  softmax: ['Softmax'],
  argmax: ['ArgMax', 'Cast'],
} as const;

/** The link that a chain of nodes from the leaf sums to the output computes. */
function linkOf(
  graph: ReadGraph,
  sums: string,
  nodes: readonly ReadNode[],
  outputCount: number,
): ForestGraph['link'] | null {
  const ops = nodes.map(node => node.op).join();
  const link = (Object.keys(LINKS) as (keyof typeof LINKS)[]).find(name => LINKS[name].join() === ops);
  if (!link) return null;
  const shape = outputCount === 1 ? [-1n] : [-1n, BigInt(outputCount)];
  let value = sums;
  for (const node of nodes) {
    const [first, second] = node.inputs;
    if (node.domain !== '' || first !== value) return null;
    if (node.op === 'Add' && !isConstant(graph, second, Float32Array.of(1), [])) return null;
    if (node.op === 'Greater' && !isConstant(graph, second, Float32Array.of(0), [])) return null;
    if (node.op === 'Reshape' && !isConstant(graph, second, BigInt64Array.from(shape), [shape.length]))
      return null;
    if (!isAlongOutputs(node)) return null;
    [value] = node.outputs;
  }
  return value === graph.outputs[0] ? link : null;
}

/** Whether an operator that takes the outputs of a row together does that, and names one where it is to name one. */
function isAlongOutputs({ op, attributes }: ReadNode): boolean {
  if (op !== 'Softmax' && op !== 'ArgMax') return true;
  return attributes.get('axis')?.int === 1 && (op === 'Softmax' || attributes.get('keepdims')?.int === 0);
}

function isConstant(
  graph: ReadGraph,
  name: string | undefined,
  values: Float32Array | BigInt64Array,
  shape: readonly number[],
): boolean {
  const constant = name === undefined ? undefined : graph.constants.get(name);
  if (!constant || constant.dims.join() !== shape.join()) return false;
  const type = values instanceof Float32Array ? DATA_TYPES.float : DATA_TYPES.int64;
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return constant.dataType === type && bytes.equals(constant.raw);
}

function treesOf(
  node: ReadNode,
  outputCount: number,
): Omit<ForestGraph, 'outputCount' | 'calibration' | 'link' | 'width' | 'categories'> | null {
  const ints = (name: string): Int32Array => node.attributes.get(name)?.ints ?? new Int32Array();
  const floats = (name: string): Float32Array => node.attributes.get(name)?.floats ?? new Float32Array();
  const text = (name: string, fallback: string): string => node.attributes.get(name)?.text ?? fallback;
  const isPlainSum =
    node.domain === 'ai.onnx.ml' &&
    outputCount > 0 &&
    text('aggregate_function', 'SUM') === 'SUM' &&
    text('post_transform', 'NONE') === 'NONE' &&
    !node.attributes.has('base_values');
  const treeIds = ints('nodes_treeids');
  const modes = node.attributes.get('nodes_modes')?.texts ?? [];
  const treeStarts = startsOf(treeIds, ints('nodes_nodeids'));
  if (!isPlainSum || !treeStarts || modes.some(mode => mode !== 'LEAF' && mode !== 'BRANCH_LT')) return null;

  const nodeCount = treeIds.length;
  const features = ints('nodes_featureids');
  const values = floats('nodes_values');
  const lefts = ints('nodes_truenodeids');
  const rights = ints('nodes_falsenodeids');
  const missingLeft = Uint8Array.from(ints('nodes_missing_value_tracks_true'));
  const lists = [features, values, lefts, rights, missingLeft, modes];
  if (lists.some(list => list.length !== nodeCount)) return null;
  for (let i = 0; i < nodeCount; i++) {
    const isLeaf = modes[i] === 'LEAF';
    const treeStart = treeStarts[treeIds[i]];
    lefts[i] = isLeaf ? -1 : treeStart + lefts[i];
    rights[i] = isLeaf ? -1 : treeStart + rights[i];
    if (isLeaf) {
      features[i] = -1;
      values[i] = 0;
    }
  }
  if (!areTrees(treeStarts, lefts, rights)) return null;
  const treeOutputs = addLeaves(node, treeStarts, features, values, outputCount);
  return treeOutputs && { treeStarts, treeOutputs, features, values, lefts, rights, missingLeft };
}

/**
 * Writes the values of the leaves.
 *
 * @returns the output that each tree adds to; null where one adds to several
 */
function addLeaves(
  node: ReadNode,
  treeStarts: Int32Array,
  features: Int32Array,
  values: Float32Array,
  outputCount: number,
): Int32Array | null {
  const [trees, nodes, outputs] = ['target_treeids', 'target_nodeids', 'target_ids'].map(
    name => node.attributes.get(name)?.ints ?? new Int32Array(),
  );
  const weights = node.attributes.get('target_weights')?.floats ?? new Float32Array();
  if ([nodes, outputs, weights].some(list => list.length !== trees.length)) return null;
  const treeOutputs = new Int32Array(treeStarts.length - 1).fill(-1);
  const hasValue = new Uint8Array(features.length);
  for (let i = 0; i < trees.length; i++) {
    const tree = trees[i];
    const leaf = treeStarts[tree] + nodes[i];
    const isLeafOfTree = leaf < treeStarts[tree + 1] && features[leaf] === -1 && hasValue[leaf] === 0;
    const isOfOutput = treeOutputs[tree] === -1 || treeOutputs[tree] === outputs[i];
    if (!isLeafOfTree || !isOfOutput || !(outputs[i] >= 0 && outputs[i] < outputCount)) return null;
    hasValue[leaf] = 1;
    values[leaf] = weights[i];
    treeOutputs[tree] = outputs[i];
  }
  return treeOutputs.map(output => Math.max(0, output));
}

/** Whether every child lies in the tree of its parent and has no other, so that every way down ends. */
function areTrees(treeStarts: Int32Array, lefts: Int32Array, rights: Int32Array): boolean {
  const hasParent = new Uint8Array(lefts.length);
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    const root = treeStarts[tree];
    for (let node = root; node < treeStarts[tree + 1]; node++) {
      if (lefts[node] < 0) continue;
      for (const child of [lefts[node], rights[node]]) {
        if (child <= root || child >= treeStarts[tree + 1] || hasParent[child] === 1) return false;
        hasParent[child] = 1;
      }
    }
  }
  return true;
}

/** Where each tree begins, if the nodes lie tree by tree and are numbered 0, 1, 2, … within each; else null. */
function startsOf(treeIds: Int32Array, nodeIds: Int32Array): Int32Array | null {
  const starts: number[] = [];
  for (let i = 0; i < treeIds.length; i++) {
    if (nodeIds[i] === 0) starts.push(i);
    if (treeIds[i] !== starts.length - 1 || nodeIds[i] !== i - starts[starts.length - 1]) return null;
  }
  return Int32Array.from([...starts, treeIds.length]);
}
