import * as fc from 'fast-check';
import type { ForestGraph } from '@reckit/onnx';

/** A tree as tests write it: a leaf value, or a split. */
export type Tree =
  | number
  | {
      readonly column: number;
      readonly cut: number;
      readonly missingLeft: boolean;
      readonly left: Tree;
      readonly right: Tree;
    };

/** Columns of the rows of generated trees. */
export const COLUMNS = 11;

const cut = fc.oneof(fc.constantFrom(0, -0, 0.5, 1, -1), fc.float({ noNaN: true, noDefaultInfinity: true }));
const leafValue = fc.float({ min: -4, max: 4, noNaN: true });

/** Trees of all shapes: single leaves, chains, full trees, with thresholds that repeat. */
export function treeOf(depth: number): fc.Arbitrary<Tree> {
  if (depth === 0) return leafValue;
  const split = fc.record({
    column: fc.nat(COLUMNS - 1),
    cut,
    missingLeft: fc.boolean(),
    left: treeOf(depth - 1),
    right: fc.oneof(leafValue, treeOf(depth - 1)),
  });
  return fc.oneof({ weight: 1, arbitrary: leafValue }, { weight: 8, arbitrary: split });
}

const cell = fc.oneof(cut, fc.constant(NaN), fc.constantFrom(Infinity, -Infinity));

export const someTrees = fc.oneof(
  fc.array(treeOf(3), { minLength: 1, maxLength: 8 }),
  fc.array(treeOf(8), { minLength: 1, maxLength: 3 }),
);

export const someRows = fc.array(fc.array(cell, { minLength: COLUMNS, maxLength: COLUMNS }), {
  minLength: 1,
  maxLength: 11,
});

/** A tree over column 0 whose leaf is the whole part of a value between 0 and 2^depth. */
export function fullTree(depth: number, low = 0): Tree {
  if (depth === 0) return low;
  const middle = low + 2 ** (depth - 1);
  return {
    column: 0,
    cut: middle,
    missingLeft: false,
    left: fullTree(depth - 1, low),
    right: fullTree(depth - 1, middle),
  };
}

/** @param changes - what is not as in a forest of one output without categories */
export function graphOf(
  forest: readonly Tree[],
  link: ForestGraph['link'],
  changes: Partial<ForestGraph> = {},
): ForestGraph {
  const nodes: { feature: number; value: number; left: number; right: number; missingLeft: number }[] = [];
  const add = (tree: Tree): number => {
    const index = nodes.length;
    if (typeof tree === 'number') {
      nodes.push({ feature: -1, value: tree, left: -1, right: -1, missingLeft: 0 });
      return index;
    }
    const node = {
      feature: tree.column,
      value: tree.cut,
      left: 0,
      right: 0,
      missingLeft: Number(tree.missingLeft),
    };
    nodes.push(node);
    node.left = add(tree.left);
    node.right = add(tree.right);
    return index;
  };
  const starts = forest.map(add);
  return {
    treeStarts: Int32Array.from([...starts, nodes.length]),
    treeOutputs: new Int32Array(forest.length),
    features: Int32Array.from(nodes, node => node.feature),
    values: Float32Array.from(nodes, node => node.value),
    lefts: Int32Array.from(nodes, node => node.left),
    rights: Int32Array.from(nodes, node => node.right),
    missingLeft: Uint8Array.from(nodes, node => node.missingLeft),
    outputCount: 1,
    link,
    calibration: null,
    width: COLUMNS,
    categories: [],
    ...changes,
  };
}
