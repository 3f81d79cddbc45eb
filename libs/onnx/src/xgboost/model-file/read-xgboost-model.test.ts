import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidModelFile, UnsupportedModel } from '../../errors';
import { readXgboostModel } from './read-xgboost-model';

const FIXTURES = join(__dirname, '../../../fixtures/xgboost');
const fixture = (path: string): Buffer => readFileSync(join(FIXTURES, path));

interface TreeDocument {
  left_children: number[];
  right_children: number[];
  split_indices: number[];
  [name: string]: unknown;
}

/** A small document, of two features and one tree of three nodes, to be changed by the tests. */
function document() {
  const tree: TreeDocument = {
    tree_param: { num_nodes: '3', size_leaf_vector: '1' },
    left_children: [1, -1, -1],
    right_children: [2, -1, -1],
    split_indices: [1, 0, 0],
    split_conditions: [0.5, -1, 2],
    split_type: [0, 0, 0],
    default_left: [true, false, false],
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
  };
  const model: Record<string, unknown> = {
    gbtree_model_param: { num_parallel_tree: '1', num_trees: '1' },
    iteration_indptr: [0, 1],
    tree_info: [0],
    trees: [tree],
  };
  const booster: Record<string, unknown> = { name: 'gbtree', model };
  const param = { base_score: '[2E-1]', num_class: '0', num_feature: '2', num_target: '1' };
  const objective = { name: 'binary:logistic' };
  const attributes: Record<string, string> = {};
  const learner = { attributes, gradient_booster: booster, learner_model_param: param, objective };
  return { file: { learner, version: [3, 1, 3] }, learner, booster, model, tree, param, objective };
}

const read = (file: unknown) => readXgboostModel(Buffer.from(JSON.stringify(file)));

test('the small document is read into plain data', () => {
  expect(read(document().file)).toEqual({
    version: [3, 1, 3],
    booster: 'gbtree',
    objective: 'binary:logistic',
    featureCount: 2,
    featureNames: undefined,
    featureTypes: undefined,
    outputCount: 1,
    baseScores: Float32Array.of(0.2),
    baseMargins: Float32Array.of(-Math.log(4)),
    bestIteration: undefined,
    roundCount: 1,
    roundStarts: Int32Array.of(0, 1),
    parallelTreeCount: 1,
    attributes: {},
    forest: {
      treeStarts: Int32Array.of(0, 3),
      treeOutputs: Int32Array.of(0),
      treeWeights: Float32Array.of(1),
      leftChildren: Int32Array.of(1, -1, -1),
      rightChildren: Int32Array.of(2, -1, -1),
      splitFeatures: Int32Array.of(1, 0, 0),
      thresholds: Float32Array.of(0.5, -1, 2),
      defaultLeft: Uint8Array.of(1, 0, 0),
      categorySetOfNode: Int32Array.of(-1, -1, -1),
      categorySets: [],
      leafVectorOfNode: Int32Array.of(-1, -1, -1),
      leafVectors: [],
    },
    categories: undefined,
  });
});

test.each([
  ['5E-1', 1, [0.5]],
  ['[5E-1]', 1, [0.5]],
  ['5E-1', 3, [0.5, 0.5, 0.5]],
  ['[1E0,2E0,-3E-1]', 3, [1, 2, Math.fround(-0.3)]],
])('base score %s of %i classes', (base_score, classes, scores) => {
  const { file, param, objective, model, tree } = document();
  Object.assign(param, { base_score, num_class: String(classes) });
  objective.name = 'multi:softprob';
  model['trees'] = Array.from({ length: classes }, () => tree);
  model['tree_info'] = Array.from({ length: classes }, (_, output) => output);
  model['iteration_indptr'] = [0, classes];
  expect(Array.from(read(file).baseScores)).toEqual(scores);
});

test.each([
  ['3.2', { leaf_weights: [1, 2, 3, 4], base_weights: [9, 9, 9, 9, 9, 9], right_children: [2, 1, 0] }],
  ['3.1', { base_weights: [9, 9, 3, 4, 1, 2], right_children: [2, -1, -1] }],
])('leaves of vectors as XGBoost %s writes them', (_, lists) => {
  const { file, param, tree } = document();
  Object.assign(param, { num_target: '2', base_score: '[2E-1,5E-1]' });
  Object.assign(tree, { tree_param: { size_leaf_vector: '2' }, ...lists });
  const { forest } = read(file);
  expect(forest.leafVectorOfNode).toEqual(Int32Array.of(-1, 0, 1));
  expect(forest.leafVectors).toEqual([Float32Array.of(3, 4), Float32Array.of(1, 2)]);
});

describe('a model without rounds', () => {
  const withoutRounds = (version: readonly number[], boostFromAverage: string) => {
    const { file, param, model } = document();
    Object.assign(param, { base_score: '[5E-1]', boost_from_average: boostFromAverage });
    Object.assign(model, { trees: [], tree_info: [], iteration_indptr: [0] });
    return read({ ...file, version });
  };

  test('predicts with its base score', () => {
    const model = withoutRounds([3, 2, 0], '0');
    expect(model.roundCount).toBe(0);
    expect(model.baseMargins).toEqual(Float32Array.of(-0));
  });

  test('takes an average that was never found for a margin since 3.1', () => {
    expect(withoutRounds([3, 1, 3], '1').baseMargins).toEqual(Float32Array.of(0.5));
    expect(withoutRounds([3, 0, 5], '1').baseMargins).toEqual(Float32Array.of(-0));
  });
});

test('nodes that pruning cut off are left out', () => {
  const { file, tree } = document();
  Object.assign(tree, {
    left_children: [3, -1, -1, -1, -1],
    right_children: [4, -1, -1, -1, -1],
    split_indices: [1, 9, 9, 0, 0],
    split_conditions: [0.5, 7, 7, -1, 2],
    split_type: [0, 0, 0, 0, 0],
    default_left: [1, 0, 0, 0, 0],
  });
  const { forest } = read(file);
  expect(forest.leftChildren).toEqual(Int32Array.of(1, -1, -1));
  expect(forest.thresholds).toEqual(Float32Array.of(0.5, -1, 2));
});

test('rounds without iteration_indptr are counted by classes and parallel trees', () => {
  const model = readXgboostModel(fixture('1.7.4/num-parallel-tree/model.json'));
  expect(model.parallelTreeCount).toBe(10);
  expect(model.roundStarts).toEqual(Int32Array.of(0, 10, 20, 30));
  const classes = readXgboostModel(fixture('1.7.4/multi-softprob-4/model.json'));
  expect(classes.roundStarts.subarray(0, 3)).toEqual(Int32Array.of(0, 4, 8));
});

test('names, types and the best round are told', () => {
  const model = readXgboostModel(fixture('1.7.4/categorical/model.json'));
  expect(model.featureNames).toEqual(['cat0', 'cat1', 'cat2', 'num0', 'num1']);
  expect(model.featureTypes).toEqual(['c', 'c', 'c', 'float', 'float']);
  expect(readXgboostModel(fixture('3.2.0/early-stopping/model.ubj')).bestIteration).toBe(2);
});

test.each(['3.1.3', '3.2.0'])('the category table of a training frame is told (%s)', version => {
  const { categories } = JSON.parse(fixture(`${version}/categorical-frame/params.json`).toString());
  const model = readXgboostModel(fixture(`${version}/categorical-frame/model.json`));
  expect(model.categories).toEqual([categories.cat0, categories.cat1, categories.cat2, null, null]);
});

test('an older file has no category table', () => {
  expect(readXgboostModel(fixture('3.0.5/categorical-frame/model.json')).categories).toBeUndefined();
});

type Change = (parts: ReturnType<typeof document>) => void;

const damaged: readonly [string, Change, string][] = [
  [
    'a missing part',
    parts => delete parts.model['tree_info'],
    '"tree_info" is missing (at learner.gradient_booster.model)',
  ],
  [
    'a text for a list',
    parts => (parts.tree['default_left'] = 'x'),
    'a list was expected (at learner.gradient_booster.model.trees[0].default_left)',
  ],
  [
    'a fraction for a child',
    parts => (parts.tree.left_children[0] = 1.5),
    'item 0 should be a whole number, not 1.5',
  ],
  [
    'a text for a threshold',
    parts => (parts.tree['split_conditions'] = [0, '1', 0]),
    'item 1 should be a number, not "1"',
  ],
  [
    'lists of different length',
    parts => parts.tree.split_indices.push(0),
    'split_indices has 4 items and left_children 3',
  ],
  ['a child that is not there', parts => (parts.tree.right_children[0] = 3), 'node 0 has child 3 of 3 nodes'],
  ['a negative child', parts => (parts.tree.left_children[0] = -2), 'node 0 has child -2 of 3 nodes'],
  ['a circle', parts => (parts.tree.right_children[0] = 0), 'node 0 has two parents'],
  ['one child twice', parts => (parts.tree.right_children[0] = 1), 'node 1 has two parents'],
  [
    'a feature that is not there',
    parts => (parts.tree.split_indices[0] = 2),
    'node 0 splits on feature 2 of 2',
  ],
  ['no base score', parts => (parts.param.base_score = '[]'), '"[]" is no list of numbers'],
  ['two base scores', parts => (parts.param.base_score = '[1E-1,2E-1]'), '2 base scores for 1 outputs'],
  [
    'a probability of 1.2',
    parts => (parts.param.base_score = '1.2E0'),
    'base score 1.2E0 is outside the range of binary:logistic',
  ],
  [
    'a feature count in words',
    parts => (parts.param.num_feature = 'two'),
    'a whole number of at least 0 was expected, not "two"',
  ],
  [
    'rounds that miss a tree',
    parts => (parts.model['iteration_indptr'] = [0, 2]),
    'the rounds do not divide 1 trees',
  ],
  [
    'rounds that go back',
    parts => (parts.model['iteration_indptr'] = [0, 2, 1]),
    'the rounds do not divide 1 trees',
  ],
  [
    'vectors of another length than there are outputs',
    parts => (parts.tree['tree_param'] = { size_leaf_vector: '3' }),
    'leaves of 3 values for 1 outputs',
  ],
  [
    'a leaf without its vector',
    parts => {
      Object.assign(parts.param, { num_target: '2' });
      Object.assign(parts.tree, {
        tree_param: { size_leaf_vector: '2' },
        right_children: [2, 0, 1],
        leaf_weights: [1, 2, 3],
      });
    },
    'leaf 2 has the vector 1 of 1',
  ],
  ['a tree for no output', parts => (parts.model['tree_info'] = [1]), 'output 1 of 1'],
  ['outputs of two trees', parts => (parts.model['tree_info'] = [0, 0]), '2 items for 1 trees'],
  [
    'a class objective without classes',
    parts => (parts.objective.name = 'multi:softmax'),
    'multi:softmax with num_class 0',
  ],
  [
    'a categorical node without categories',
    parts => (parts.tree['split_type'] = [1, 0, 0]),
    'categorical node 0 has no categories',
  ],
  [
    'categories beyond their list',
    parts =>
      Object.assign(parts.tree, {
        categories_nodes: [0],
        categories_segments: [0],
        categories_sizes: [2],
        categories: [1],
      }),
    'the categories of node 0 are codes 0 to 2 of 1',
  ],
  [
    'a negative category',
    parts =>
      Object.assign(parts.tree, {
        categories_nodes: [0],
        categories_segments: [0],
        categories_sizes: [1],
        categories: [-4],
      }),
    'category code -4 is negative',
  ],
];

test.each(damaged)('%s is an error that says what, where and what to do', (_, change, message) => {
  const parts = document();
  change(parts);
  expect(() => read(parts.file)).toThrow(InvalidModelFile);
  expect(() => read(parts.file)).toThrow(message);
  expect(() => read(parts.file)).toThrow('Save it again');
});

const unsupported: readonly [string, Change, string][] = [
  [
    'a linear model',
    parts => (parts.booster['name'] = 'gblinear'),
    'booster "gblinear". Train with booster "gbtree" or "dart"',
  ],
  [
    'a leaf of NaN',
    parts => (parts.tree['split_conditions'] = [0.5, null, 2]),
    'leaf 1 of learner.gradient_booster.model.trees[0] is NaN, so that XGBoost itself predicts NaN',
  ],
  [
    'an objective of its own',
    parts => (parts.objective.name = 'mine'),
    'objective "mine". Known are reg:squarederror,',
  ],
];

test.each(unsupported)('%s is refused with a way out', (_, change, message) => {
  const parts = document();
  change(parts);
  expect(() => read(parts.file)).toThrow(UnsupportedModel);
  expect(() => read(parts.file)).toThrow(message);
});

test('a file that is no model is refused', () => {
  expect(() => readXgboostModel(Buffer.from('binf\u0000\u0000'))).toThrow('neither JSON nor UBJSON');
  expect(() => readXgboostModel(Buffer.from(''))).toThrow('the file is empty');
  expect(() => readXgboostModel(Buffer.from('{"learner": '))).toThrow(InvalidModelFile);
  expect(() => readXgboostModel(Buffer.from('{}'))).toThrow(
    '"learner" is missing (at the top of the document)',
  );
  expect(() => readXgboostModel(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toThrow(InvalidModelFile);
});
