import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { baseMargin } from '../model-file/base-margin';
import { forestToOnnx } from './forest-to-onnx';
import type { ForestOptions } from './forest-to-onnx';
import type { Forest, XgboostModel } from '../model-file/xgboost-model';

const FEATURE_COUNT = 4;
const CODE_COUNT = 6;

/** A tree as it is drawn at random, before it is laid out in arrays. */
type Tree = { leaf: number } | { feature: number; rule: Rule; missingLeft: boolean; left: Tree; right: Tree };
type Rule = { below: number } | { notAmong: readonly number[] };

// Few distinct values, so that rows often equal a threshold.
const numbers = fc.integer({ min: -3, max: 3 }).map(value => value / 2);
const rules = fc.oneof(
  fc.record({ below: numbers }),
  fc.record({ notAmong: fc.uniqueArray(fc.nat(CODE_COUNT - 1), { minLength: 1 }) }),
);
const trees = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ leaf: fc.float({ min: -8, max: 8, noNaN: true }) }),
    fc.record({
      feature: fc.nat(FEATURE_COUNT - 1),
      rule: rules,
      missingLeft: fc.boolean(),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
})).tree;
const forests = fc.record({
  baseScore: fc.float({ min: -4, max: 4, noNaN: true }),
  trees: fc.array(fc.record({ tree: trees, weight: fc.constantFrom(1, 0.75, Math.fround(0.1)) }), {
    minLength: 1,
    maxLength: 6,
  }),
});
const values = fc.oneof(
  numbers,
  fc.constant(NaN),
  fc.integer({ min: -2, max: CODE_COUNT + 2 }),
  fc.constant(1e9),
);
const rows = fc.array(fc.array(values, { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT }), {
  minLength: 1,
  maxLength: 5,
});

test('any forest scores any rows as a walk through its trees does', () =>
  fc.assert(
    fc.asyncProperty(forests, rows, async (forest, data) => {
      const scores = await score(modelOf(forest), data, { rounds: 'all' });
      expect(Array.from(scores)).toEqual(data.map(row => walkAll(forest, row)));
    }),
    { numRuns: 200 },
  ));

test('a range of rounds leaves the other trees out, the base margin in', async () => {
  const forest = { baseScore: 0.5, trees: [1, 2, 4, 8].map(leaf => ({ tree: { leaf }, weight: 1 })) };
  const data = [[0, 0, 0, 0]];
  expect(await score(modelOf(forest), data, { rounds: { from: 1, to: 3 } })).toEqual(Float32Array.of(6.5));
  expect(await score({ ...modelOf(forest), bestIteration: 1 }, data, { rounds: 'best' })).toEqual(
    Float32Array.of(3.5),
  );
});

test.each([
  ['binary:logistic', -20, 1 / (1 + Math.exp(20))],
  ['binary:logistic', 3, 1 / (1 + Math.exp(-3))],
  ['binary:logistic', -100, 0],
  ['binary:logistic', 100, 1],
  ['count:poisson', 2, Math.exp(2)],
  ['binary:hinge', 0, 0],
  ['binary:hinge', 1e-6, 1],
] as const)('%s makes of the margin %d the prediction %d', async (objective, margin, prediction) => {
  const model = { ...modelOf({ baseScore: 0, trees: [{ tree: { leaf: margin }, weight: 1 }] }), objective };
  const [value = NaN] = await score(model, [[0, 0, 0, 0]], { rounds: 'all' });
  expect(Math.abs(value - prediction)).toBeLessThanOrEqual(1e-6 * prediction + 1e-38);
});

async function score(model: XgboostModel, data: number[][], options: ForestOptions): Promise<Float32Array> {
  const session = await InferenceSession.create(forestToOnnx(model, options), { intraOpNumThreads: 1 });
  const features = new Tensor('float32', Float32Array.from(data.flat()), [data.length, FEATURE_COUNT]);
  const { predictions } = await session.run({ features });
  await session.release();
  if (!(predictions?.data instanceof Float32Array)) throw new Error('no float predictions');
  return predictions.data;
}

interface DrawnForest {
  readonly baseScore: number;
  readonly trees: readonly { readonly tree: Tree; readonly weight: number }[];
}

/** The sum in float32 and in the order of the trees, starting from the base margin. */
function walkAll({ baseScore, trees: drawn }: DrawnForest, row: readonly number[]): number {
  return drawn.reduce(
    (sum, { tree, weight }) => Math.fround(sum + Math.fround(walk(tree, row) * weight)),
    baseScore,
  );
}

function walk(tree: Tree, row: readonly number[]): number {
  if ('leaf' in tree) return tree.leaf;
  const value = Math.fround(row[tree.feature] ?? NaN);
  const left = Number.isNaN(value) ? tree.missingLeft : goesLeft(tree.rule, value);
  return walk(left ? tree.left : tree.right, row);
}

function goesLeft(rule: Rule, value: number): boolean {
  return 'below' in rule ? value < rule.below : value < 0 || !rule.notAmong.includes(Math.trunc(value));
}

function modelOf({ baseScore, trees: drawn }: DrawnForest): XgboostModel {
  return {
    version: [3, 2, 0],
    booster: 'dart',
    objective: 'reg:squarederror',
    featureCount: FEATURE_COUNT,
    featureNames: undefined,
    featureTypes: undefined,
    outputCount: 1,
    baseScores: Float32Array.of(baseScore),
    baseMargins: Float32Array.of(baseMargin('reg:squarederror', baseScore, [3, 2, 0])),
    bestIteration: undefined,
    roundCount: drawn.length,
    roundStarts: Int32Array.from({ length: drawn.length + 1 }, (_, round) => round),
    parallelTreeCount: 1,
    attributes: {},
    forest: layOut(drawn),
    categories: undefined,
  };
}

function layOut(drawn: DrawnForest['trees']): Forest {
  const nodes = drawn.map(({ tree }) => inOrder(tree));
  const all = nodes.flat();
  const categorySets: Int32Array[] = [];
  const categorySetOfNode = all.map(({ node }) =>
    'rule' in node && 'notAmong' in node.rule
      ? categorySets.push(Int32Array.from(node.rule.notAmong).sort()) - 1
      : -1,
  );
  return {
    treeStarts: Int32Array.from(
      nodes.reduce((starts, { length }) => [...starts, (starts.at(-1) ?? 0) + length], [0]),
    ),
    treeOutputs: new Int32Array(drawn.length),
    treeWeights: Float32Array.from(drawn, ({ weight }) => weight),
    leftChildren: Int32Array.from(all, ({ left }) => left),
    rightChildren: Int32Array.from(all, ({ right }) => right),
    splitFeatures: Int32Array.from(all, ({ node }) => ('leaf' in node ? 0 : node.feature)),
    thresholds: Float32Array.from(all, ({ node }) =>
      'leaf' in node ? node.leaf : 'below' in node.rule ? node.rule.below : NaN,
    ),
    defaultLeft: Uint8Array.from(all, ({ node }) => ('leaf' in node ? 0 : Number(node.missingLeft))),
    categorySetOfNode: Int32Array.from(categorySetOfNode),
    categorySets,
    leafVectorOfNode: new Int32Array(all.length).fill(-1),
    leafVectors: [],
  };
}

/** Nodes of a tree from the root down, each with the positions of its children, -1 for a leaf. */
function inOrder(tree: Tree): { node: Tree; left: number; right: number }[] {
  const laidOut = [{ node: tree, left: -1, right: -1 }];
  for (const entry of laidOut) {
    if ('leaf' in entry.node) continue;
    entry.left = laidOut.push({ node: entry.node.left, left: -1, right: -1 }) - 1;
    entry.right = laidOut.push({ node: entry.node.right, left: -1, right: -1 }) - 1;
  }
  return laidOut;
}
