import { DATA_TYPES } from '../graph';
import { readGraph, type ReadGraph, type ReadNode } from './read-graph';

/**
 * What a graph of trees with one output computes, as plain data: for a row, the leaf values of all trees are
 * added as float32 in the order of the trees, and the sum goes through `link`.
 */
export interface ForestGraph {
  /** [treeCount + 1] Where the nodes of each tree begin; the first one is its root. */
  readonly treeStarts: Int32Array;
  /** [nodeCount] Column that the node splits on; -1 for a leaf. */
  readonly features: Int32Array;
  /** [nodeCount] Left if the column is less than this; the value of a leaf. */
  readonly values: Float32Array;
  /** [nodeCount] Index of the left child among all nodes; -1 for a leaf. */
  readonly lefts: Int32Array;
  /** [nodeCount] Index of the right child among all nodes; -1 for a leaf. */
  readonly rights: Int32Array;
  /** [nodeCount] 1 if NaN goes left. */
  readonly missingLeft: Uint8Array;
  readonly link: 'identity' | 'sigmoid';
  /** Columns of the input. */
  readonly width: number;
}

/**
 * Recognises a graph that is nothing but trees with one output, as `forestToOnnx` writes for models without
 * categories.
 *
 * @returns null for any other graph
 * @throws Error if the bytes are no ONNX file
 */
export function readForestGraph(onnx: Uint8Array): ForestGraph | null {
  const graph = readGraph(onnx);
  const [ensemble, ...rest] = graph.nodes;
  if (!ensemble || !readsInput(graph, ensemble)) return null;
  const link = linkOf(graph, ensemble.outputs[0], rest);
  const trees = treesOf(ensemble);
  const width = graph.inputShapes[0]?.[1] ?? null;
  if (!link || !trees || width === null || trees.features.some(feature => feature >= width)) return null;
  return { ...trees, link, width };
}

/** Operators after the trees, by what they compute together. */
const LINKS = {
  identity: ['Reshape'],
  sigmoid: ['Neg', 'Exp', 'Add', 'Reciprocal', 'Reshape'],
} as const;

function readsInput(graph: ReadGraph, ensemble: ReadNode): boolean {
  return (
    ensemble.op === 'TreeEnsembleRegressor' &&
    graph.inputs.length === 1 &&
    graph.outputs.length === 1 &&
    ensemble.inputs.length === 1 &&
    ensemble.inputs[0] === graph.inputs[0]
  );
}

/** The link that a chain of nodes from the leaf sums to the output computes. */
function linkOf(graph: ReadGraph, sums: string, nodes: readonly ReadNode[]): ForestGraph['link'] | null {
  const ops = nodes.map(node => node.op).join();
  const link = (Object.keys(LINKS) as (keyof typeof LINKS)[]).find(name => LINKS[name].join() === ops);
  if (!link) return null;
  let value = sums;
  for (const node of nodes) {
    const [first, second] = node.inputs;
    if (node.domain !== '' || first !== value) return null;
    if (node.op === 'Add' && !isConstant(graph, second, Float32Array.of(1), [])) return null;
    if (node.op === 'Reshape' && !isConstant(graph, second, BigInt64Array.of(-1n), [1])) return null;
    [value] = node.outputs;
  }
  return value === graph.outputs[0] ? link : null;
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

function treesOf(node: ReadNode): Omit<ForestGraph, 'link' | 'width'> | null {
  const ints = (name: string): readonly number[] => node.attributes.get(name)?.ints ?? [];
  const floats = (name: string): readonly number[] => node.attributes.get(name)?.floats ?? [];
  const text = (name: string, fallback: string): string => node.attributes.get(name)?.text ?? fallback;
  const isPlainSum =
    node.attributes.get('n_targets')?.int === 1 &&
    text('aggregate_function', 'SUM') === 'SUM' &&
    text('post_transform', 'NONE') === 'NONE' &&
    !node.attributes.has('base_values');
  const treeIds = ints('nodes_treeids');
  const modes = node.attributes.get('nodes_modes')?.texts ?? [];
  const treeStarts = startsOf(treeIds, ints('nodes_nodeids'));
  if (!isPlainSum || !treeStarts || modes.some(mode => mode !== 'LEAF' && mode !== 'BRANCH_LT')) return null;

  const nodeCount = treeIds.length;
  const features = Int32Array.from(ints('nodes_featureids'));
  const values = Float32Array.from(floats('nodes_values'));
  const lefts = Int32Array.from(ints('nodes_truenodeids'));
  const rights = Int32Array.from(ints('nodes_falsenodeids'));
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
  const leafTrees = ints('target_treeids');
  const leafNodes = ints('target_nodeids');
  const leafValues = floats('target_weights');
  leafTrees.forEach((tree, i) => (values[treeStarts[tree] + leafNodes[i]] = leafValues[i]));
  return { treeStarts, features, values, lefts, rights, missingLeft };
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
function startsOf(treeIds: readonly number[], nodeIds: readonly number[]): Int32Array | null {
  const starts: number[] = [];
  for (let i = 0; i < treeIds.length; i++) {
    if (nodeIds[i] === 0) starts.push(i);
    if (treeIds[i] !== starts.length - 1 || nodeIds[i] !== i - starts[starts.length - 1]) return null;
  }
  return Int32Array.from([...starts, treeIds.length]);
}
