import type { DocumentCursor } from './document-cursor';
import { UnsupportedModel } from '../../errors';
import { readLeafVectors } from '../graph/leaf-vectors';
import type { Forest } from './xgboost-model';

const LEAF = -1;
const CATEGORICAL = 1;

/** One tree of the file, checked: every child exists, no node is reached twice, every feature exists. */
interface Tree {
  readonly leftChildren: Int32Array;
  readonly rightChildren: Int32Array;
  readonly splitFeatures: Int32Array;
  readonly thresholds: Float32Array;
  readonly defaultLeft: Int32Array;
  readonly categorySets: ReadonlyMap<number, Int32Array>;
  /** The vector of each leaf; null where leaves are single numbers. */
  readonly leafVectors: ReadonlyMap<number, Float32Array> | null;
  /** Position of each node among those that the root reaches, -1 for the rest. */
  readonly livePositions: Int32Array;
  readonly liveCount: number;
}

/** The arrays of all nodes of a forest; `treeOutputs` and `treeWeights` are told elsewhere in the file. */
export type ForestNodes = Omit<Forest, 'treeOutputs' | 'treeWeights'>;

/**
 * Reads the `trees` of a model file into one set of arrays.
 *
 * @throws InvalidModelFile if a tree is no tree
 * @throws UnsupportedModel if a leaf is no number
 */
export function readTrees(
  documents: readonly DocumentCursor[],
  featureCount: number,
  outputCount: number,
): ForestNodes {
  const trees = documents.map(document => readTree(document, featureCount, outputCount));
  const treeStarts = new Int32Array(trees.length + 1);
  trees.forEach((tree, index) => (treeStarts[index + 1] = (treeStarts[index] ?? 0) + tree.liveCount));
  const nodeCount = treeStarts[trees.length] ?? 0;
  const nodes = {
    treeStarts,
    leftChildren: new Int32Array(nodeCount),
    rightChildren: new Int32Array(nodeCount),
    splitFeatures: new Int32Array(nodeCount),
    thresholds: new Float32Array(nodeCount),
    defaultLeft: new Uint8Array(nodeCount),
    categorySetOfNode: new Int32Array(nodeCount).fill(-1),
    categorySets: new Array<Int32Array>(),
    leafVectorOfNode: new Int32Array(nodeCount).fill(-1),
    leafVectors: new Array<Float32Array>(),
  };
  trees.forEach((tree, index) => appendTree(nodes, tree, treeStarts[index] ?? 0));
  return nodes;
}

function appendTree(
  nodes: ForestNodes & { categorySets: Int32Array[]; leafVectors: Float32Array[] },
  tree: Tree,
  start: number,
): void {
  const { livePositions } = tree;
  for (let node = 0; node < livePositions.length; node++) {
    const position = livePositions[node] ?? LEAF;
    if (position < 0) continue;
    const to = start + position;
    const left = tree.leftChildren[node] ?? LEAF;
    nodes.leftChildren[to] = left === LEAF ? LEAF : (livePositions[left] ?? LEAF);
    nodes.rightChildren[to] =
      left === LEAF ? LEAF : (livePositions[tree.rightChildren[node] ?? LEAF] ?? LEAF);
    nodes.splitFeatures[to] = tree.splitFeatures[node] ?? 0;
    nodes.thresholds[to] = tree.thresholds[node] ?? 0;
    nodes.defaultLeft[to] = tree.defaultLeft[node] ?? 0;
    const categorySet = tree.categorySets.get(node);
    if (categorySet) nodes.categorySetOfNode[to] = nodes.categorySets.push(categorySet) - 1;
    const leafVector = tree.leafVectors?.get(node);
    if (leafVector) nodes.leafVectorOfNode[to] = nodes.leafVectors.push(leafVector) - 1;
  }
}

function readTree(document: DocumentCursor, featureCount: number, outputCount: number): Tree {
  const leftChildren = document.field('left_children').integers();
  const nodeCount = leftChildren.length;
  const lengthOfNodes = <List extends ArrayLike<number>>(list: List, name: string): List =>
    list.length === nodeCount
      ? list
      : document.fail(`${name} has ${list.length} items and left_children ${nodeCount}`);
  const integers = (name: string): Int32Array => lengthOfNodes(document.field(name).integers(), name);

  const rightChildren = integers('right_children');
  const splitFeatures = integers('split_indices');
  const livePositions = positionsFromRoot(leftChildren, rightChildren, document);
  for (let node = 0; node < nodeCount; node++) {
    const feature = splitFeatures[node] ?? 0;
    if (leftChildren[node] !== LEAF && (feature < 0 || feature >= featureCount)) {
      document.fail(`node ${node} splits on feature ${feature} of ${featureCount}`);
    }
  }
  const thresholds = lengthOfNodes(document.field('split_conditions').floats(), 'split_conditions');
  const leaves: number[] = [];
  livePositions.livePositions.forEach((position, node) => {
    if (position >= 0 && leftChildren[node] === LEAF) leaves.push(node);
  });
  const leafVectors = readLeafVectors(document, leaves, rightChildren, outputCount);
  assertNumbers(leaves, leafVectors, thresholds, document);
  return {
    leftChildren,
    rightChildren,
    splitFeatures,
    thresholds,
    leafVectors,
    defaultLeft: integers('default_left'),
    categorySets: readCategorySets(document, nodeCount, leftChildren),
    ...livePositions,
  };
}

/** Training on labels that the objective cannot take makes leaves of NaN, and XGBoost then predicts NaN. */
function assertNumbers(
  leaves: readonly number[],
  vectors: Tree['leafVectors'],
  thresholds: Float32Array,
  { path }: DocumentCursor,
): void {
  const bad = leaves.find(leaf => vectors?.get(leaf)?.some(Number.isNaN) ?? Number.isNaN(thresholds[leaf]));
  if (bad === undefined) return;
  throw new UnsupportedModel(
    `leaf ${bad} of ${path} is NaN, so that XGBoost itself predicts NaN`,
    'Check labels and base_score, and train again.',
  );
}

/** Walks the tree from its root; nodes keep their order. */
function positionsFromRoot(
  leftChildren: Int32Array,
  rightChildren: Int32Array,
  document: DocumentCursor,
): Pick<Tree, 'livePositions' | 'liveCount'> {
  const nodeCount = leftChildren.length;
  if (nodeCount === 0) document.fail('the tree has no node');
  const livePositions = new Int32Array(nodeCount).fill(-1);
  livePositions[0] = 0;
  const pending = [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const left = leftChildren[node] ?? LEAF;
    if (left === LEAF) continue;
    for (const child of [left, rightChildren[node] ?? LEAF]) {
      if (child < 0 || child >= nodeCount)
        document.fail(`node ${node} has child ${child} of ${nodeCount} nodes`);
      if (livePositions[child] !== -1) document.fail(`node ${child} has two parents`);
      livePositions[child] = 0;
      pending.push(child);
    }
  }
  let liveCount = 0;
  for (let node = 0; node < nodeCount; node++)
    if (livePositions[node] === 0) livePositions[node] = liveCount++;
  return { livePositions, liveCount };
}

/**
 * Category sets by node: node `categories_nodes[i]` owns `categories_sizes[i]` codes of `categories`, from
 * `categories_segments[i]` on.
 */
function readCategorySets(
  document: DocumentCursor,
  nodeCount: number,
  leftChildren: Int32Array,
): ReadonlyMap<number, Int32Array> {
  const sets = new Map<number, Int32Array>();
  const nodes = document.optional('categories_nodes')?.integers() ?? new Int32Array();
  if (nodes.length > 0) {
    const codes = document.field('categories').integers();
    const starts = document.field('categories_segments').integers();
    const sizes = document.field('categories_sizes').integers();
    nodes.forEach((node, index) => {
      const start = starts[index] ?? -1;
      const end = start + (sizes[index] ?? -1);
      if (start < 0 || end < start || end > codes.length || node < 0 || node >= nodeCount) {
        document.fail(`the categories of node ${node} are codes ${start} to ${end} of ${codes.length}`);
      }
      sets.set(node, ascending(codes.subarray(start, end), document));
    });
  }
  document
    .optional('split_type')
    ?.integers()
    .forEach((type, node) => {
      const categorical = type === CATEGORICAL && leftChildren[node] !== LEAF;
      if (categorical && !sets.has(node)) document.fail(`categorical node ${node} has no categories`);
    });
  return sets;
}

function ascending(codes: Int32Array, document: DocumentCursor): Int32Array {
  // XGBoost writes them so; a set may have many thousand codes.
  const isAscending = codes.every((code, i) => i === 0 || codes[i - 1] < code);
  const distinct = isAscending ? codes : Int32Array.from(new Set(codes)).sort();
  const [lowest = 0] = distinct;
  return lowest < 0 ? document.fail(`category code ${lowest} is negative`) : distinct;
}
