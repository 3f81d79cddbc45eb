import * as fc from 'fast-check';
import type { CategoryColumns } from '@reckit/onnx';
import {
  COLUMNS,
  fullTree,
  graphOf,
  someRows,
  someTrees,
  treeOf,
  type Tree,
} from '../../testing/forest-of-trees';
import { plainMargins } from '../../../onnx/testing/plain-forest';
import { ForestWalker } from './forest-walker';
import { layOutWalk } from './walk-layout';

test('scores are those of plain walks down the trees, to the last bit', () => {
  fc.assert(
    fc.property(someTrees, someRows, (trees, cells) => {
      const forest = graphOf(trees, 'identity');
      const values = Float32Array.from(cells.flat());
      const scores = ForestWalker.compile(forest)?.score(values, cells.length, COLUMNS);
      expect(scores).toEqual(plainMargins(forest, values, cells.length));
    }),
    { numRuns: 300 },
  );
});

/** Two columns of categories: of 20 sets, which take three bytes, and of 8. */
const categories: readonly CategoryColumns[] = [
  {
    column: 2,
    classOfEntry: Int32Array.of(0, 1, 2, 1, 3, 0),
    members: Uint8Array.from({ length: 4 * 3 }, (_, i) => i * 37),
    bytesPerClass: 3,
  },
  {
    column: 0,
    classOfEntry: Int32Array.of(0, 0, 1, 0),
    members: Uint8Array.of(0, 0b1010_1100),
    bytesPerClass: 1,
  },
];
const WIDTH_OF_CODES = 3;
const DERIVED = 32;

/** Splits on columns that are derived are at one half. */
function onColumns(tree: Tree): Tree {
  if (typeof tree === 'number') return tree;
  const column = (tree.column * 7) % (WIDTH_OF_CODES + DERIVED);
  const cut = column < WIDTH_OF_CODES ? tree.cut : 0.5;
  return { ...tree, column, cut, left: onColumns(tree.left), right: onColumns(tree.right) };
}

test('categories and several outputs do not change that', () => {
  const code = fc.oneof(
    fc.integer({ min: -2, max: 7 }),
    fc.constantFrom(NaN, 0.5, 2.9, -0.5, 1e9, -Infinity, Infinity),
  );
  const codes = fc.array(fc.array(code, { minLength: WIDTH_OF_CODES, maxLength: WIDTH_OF_CODES }), {
    minLength: 1,
    maxLength: 11,
  });
  const forests = fc.array(treeOf(5).map(onColumns), { minLength: 3, maxLength: 12 });
  fc.assert(
    fc.property(forests, codes, (trees, cells) => {
      const forest = graphOf(trees, 'identity', {
        categories,
        width: WIDTH_OF_CODES,
        outputCount: 3,
        treeOutputs: Int32Array.from(trees, (_, tree) => tree % 3),
      });
      const values = Float32Array.from(cells.flat());
      const scores = ForestWalker.compile(forest)?.score(values, cells.length, WIDTH_OF_CODES);
      expect(scores).toEqual(plainMargins(forest, values, cells.length));
    }),
    { numRuns: 300 },
  );
});

test('a value equal to a threshold goes right, whatever the sign of zero', () => {
  const threshold = Math.fround(0.1);
  const forest = graphOf(
    [
      { column: 0, cut: 0.1, missingLeft: true, left: 1, right: 2 },
      { column: 0, cut: 0, missingLeft: false, left: 10, right: 20 },
      { column: 0, cut: -0, missingLeft: false, left: 100, right: 200 },
    ],
    'identity',
    { width: 1 },
  );
  const values = Float32Array.of(threshold - 1e-8, threshold, NaN, 0, -0, -1e-30);
  const scores = ForestWalker.compile(forest)?.score(values, values.length, 1);
  expect(scores).toEqual(Float32Array.of(221, 222, 221, 221, 221, 111));
});

test('a threshold with which nothing compares, or that no derived column has, is left to the runtime', () => {
  const split: Tree = { column: 0, cut: NaN, missingLeft: true, left: 1, right: 2 };
  expect(layOutWalk(graphOf([split], 'identity'))).toBeNull();
  const derived: Tree = { ...split, column: WIDTH_OF_CODES, cut: 1.5 };
  expect(layOutWalk(graphOf([derived], 'identity', { categories, width: WIDTH_OF_CODES }))).toBeNull();
  expect(
    layOutWalk(graphOf([{ ...derived, cut: 0.5 }], 'identity', { categories, width: WIDTH_OF_CODES })),
  ).not.toBeNull();
});

test('few steps for many thresholds are left to the runtime', () => {
  expect(layOutWalk(graphOf([fullTree(13)], 'identity'))).toBeNull();
  expect(layOutWalk(graphOf([fullTree(13), fullTree(13), fullTree(13)], 'identity'))).not.toBeNull();
});

test.each<[link: 'sigmoid' | 'exp' | 'step' | 'softmax' | 'argmax', answers: readonly number[]]>([
  ['sigmoid', [1 / (1 + Math.exp(14)), 0.5, 1 / (1 + Math.exp(-2))]],
  ['exp', [Math.exp(-14), 1, Math.exp(2)]],
  ['step', [0, 0, 1]],
  ['softmax', [Math.exp(-16) / (1 + Math.exp(-2) + Math.exp(-16)), 0.119_202_9, 0.880_797]],
  ['argmax', [2]],
])('the sums go through %s', (link, answers) => {
  const forest = graphOf([-14, 0, 2], link, { outputCount: 3, treeOutputs: Int32Array.of(0, 1, 2) });
  const scores = ForestWalker.compile(forest)?.score(new Float32Array(COLUMNS), 1, COLUMNS) ?? [];
  expect(scores).toHaveLength(answers.length);
  answers.forEach((answer, i) => expect(scores[i] / (answer || 1)).toBeCloseTo(answer === 0 ? 0 : 1, 5));
});

test('as large sums as another one has are answered by the first of them', () => {
  const forest = graphOf([1, 3, 3, 2], 'argmax', { outputCount: 4, treeOutputs: Int32Array.of(0, 1, 2, 3) });
  expect(ForestWalker.compile(forest)?.score(new Float32Array(2 * COLUMNS), 2, COLUMNS)).toEqual(
    Float32Array.of(1, 1),
  );
});

test('the nodes of a tree lie level by level, two siblings in one line of the cache', () => {
  const { roots, depths, nodes } = layOutWalk(graphOf([fullTree(4), 7, fullTree(2)], 'identity'))?.walks ?? {
    roots: [],
    depths: [],
    nodes: [],
  };
  expect([...depths]).toEqual([4, 0, 2]);
  expect([...roots]).toEqual([1, 33, 35]);
  expect([1, 2, 3, 4].map(node => nodes[2 * node + 1])).toEqual([2, 4, 6, 8]);
});
