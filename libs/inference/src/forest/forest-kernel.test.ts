import * as fc from 'fast-check';
import type { ForestGraph } from '@reckit/onnx';
import { ForestKernel } from './forest-kernel';

/** A tree as the generator makes it: a leaf value, or a split. */
type Tree = number | { column: number; cut: number; missingLeft: boolean; left: Tree; right: Tree };

const COLUMNS = 11;
const cut = fc.oneof(fc.constantFrom(0, -0, 0.5, 1, -1), fc.float({ noNaN: true, noDefaultInfinity: true }));
const leafValue = fc.float({ min: -4, max: 4, noNaN: true });

/** Trees of all shapes: single leaves, chains, full trees, with thresholds that repeat. */
function treeOf(depth: number): fc.Arbitrary<Tree> {
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
const trees = fc.oneof(
  fc.array(treeOf(3), { minLength: 1, maxLength: 8 }),
  fc.array(treeOf(8), { minLength: 1, maxLength: 3 }),
);
const rows = fc.array(fc.array(cell, { minLength: COLUMNS, maxLength: COLUMNS }), {
  minLength: 1,
  maxLength: 11,
});

test('scores are those of a walk down the trees, to the last bit', () => {
  let compiled = 0;
  fc.assert(
    fc.property(trees, rows, (forest, cells) => {
      const kernel = ForestKernel.compile(graphOf(forest, 'identity'));
      if (!kernel) return;
      compiled++;
      const values = Float32Array.from(cells.flat());
      const scores = kernel.score(values, cells.length, COLUMNS);
      cells.forEach((_, row) => {
        const inputs = values.subarray(row * COLUMNS, (row + 1) * COLUMNS);
        expect(scores[row]).toBe(
          forest.reduce<number>((sum, tree) => Math.fround(sum + leafOf(tree, inputs)), 0),
        );
      });
    }),
    { numRuns: 600 },
  );
  expect(compiled).toBeGreaterThan(50);
});

test('a value equal to a threshold goes right', () => {
  const kernel = compiled([{ column: 0, cut: 0.1, missingLeft: true, left: 1, right: 2 }]);
  const threshold = Math.fround(0.1);
  const values = Float32Array.of(threshold - 1e-8, threshold, NaN);
  expect([...kernel.score(values, 3, 1)]).toEqual([1, 2, 1]);
});

test('a tree of more leaves than a word has bits', () => {
  const kernel = compiled([fullTree(7), fullTree(6), fullTree(5)]);
  for (let leaf = 0; leaf < 128; leaf++) {
    const [score] = kernel.score(Float32Array.of(leaf + 0.5), 1, 1);
    expect(score).toBe(leaf + Math.min(leaf, 63) + Math.min(leaf, 31));
  }
});

test('the sigmoid is exact for rare events and for certain ones', () => {
  const kernel = ForestKernel.compile(
    graphOf([{ column: 0, cut: 0, missingLeft: true, left: -14, right: 30 }], 'sigmoid'),
  );
  const scores = kernel?.score(Float32Array.of(-1, 1), 2, 1);
  expect(scores?.[0]).toBe(Math.fround(1 / (1 + Math.exp(14))));
  expect(scores?.[1]).toBe(1);
});

test('a forest is left to the runtime where tables do not pay: deep trees, or too many features', () => {
  const wide = Array.from({ length: 200 }, (_, column): Tree => ({
    column,
    cut: 0,
    missingLeft: true,
    left: 0,
    right: 1,
  }));
  expect(ForestKernel.compile(graphOf(wide, 'identity'))).toBeNull();
  expect(ForestKernel.compile(graphOf([fullTree(12)], 'identity'))).toBeNull();
});

/** A tree over column 0 whose leaf is the whole part of a value between 0 and 2^depth. */
function fullTree(depth: number, low = 0): Tree {
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

function compiled(forest: readonly Tree[]): ForestKernel {
  const kernel = ForestKernel.compile(graphOf(forest, 'identity'));
  if (!kernel) throw new Error('expected a forest that compiles');
  return kernel;
}

function leafOf(tree: Tree, inputs: Float32Array): number {
  if (typeof tree === 'number') return Math.fround(tree);
  const value = inputs[tree.column];
  const left = Number.isNaN(value) ? tree.missingLeft : value < Math.fround(tree.cut);
  return leafOf(left ? tree.left : tree.right, inputs);
}

function graphOf(forest: readonly Tree[], link: ForestGraph['link']): ForestGraph {
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
    features: Int32Array.from(nodes, node => node.feature),
    values: Float32Array.from(nodes, node => node.value),
    lefts: Int32Array.from(nodes, node => node.left),
    rights: Int32Array.from(nodes, node => node.right),
    missingLeft: Uint8Array.from(nodes, node => node.missingLeft),
    link,
    width: COLUMNS,
  };
}
