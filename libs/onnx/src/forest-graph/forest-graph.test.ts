import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel } from '../encode-model';
import { GraphBuilder } from '../graph-builder';
import { forestToOnnx } from '../xgboost/forest-to-onnx';
import { readXgboostModel } from '../xgboost/read-xgboost-model';
import { readForestGraph, type ForestGraph } from './forest-graph';

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'xgboost', '1.7.4');

/** What each recorded model is to the reader: its link, or null where it is more than trees with one output. */
const EXPECTED_LINKS: Readonly<Record<string, ForestGraph['link'] | null>> = {
  'binary-hinge': null,
  'binary-logistic': 'sigmoid',
  'binary-logistic-base-score-0.2': 'sigmoid',
  categorical: null,
  'count-poisson': null,
  dart: 'sigmoid',
  'deep-trees': 'identity',
  'early-stopping': 'sigmoid',
  'missing-values': 'sigmoid',
  'multi-softmax-4': null,
  'multi-softprob-4': null,
  'num-parallel-tree': 'identity',
  'rank-pairwise': 'identity',
  'reg-logistic': 'sigmoid',
  'reg-squarederror': 'identity',
  'reg-tweedie': null,
  'single-leaf': 'identity',
};

test('every recorded model is covered', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(Object.keys(EXPECTED_LINKS).sort());
});

test.each(Object.entries(EXPECTED_LINKS))('%s', (name, link) => {
  const model = readXgboostModel(readFileSync(path.join(FIXTURES, name, 'model.ubj')));
  const graph = readForestGraph(forestToOnnx(model, { rounds: 'all' }));
  expect(graph?.link ?? null).toBe(link);
  if (!graph) return;
  const expected: { margin: number[] } = JSON.parse(
    readFileSync(path.join(FIXTURES, name, 'expected.json'), 'utf8'),
  );
  const rows: (number | null)[][] = JSON.parse(
    readFileSync(path.join(FIXTURES, name, 'inputs.json'), 'utf8'),
  );
  rows.forEach((row, i) => expect(marginOf(graph, row)).toBe(expected.margin[i]));
});

test('a graph of anything else is no forest', () => {
  const graph = new GraphBuilder('other');
  const input = graph.input('features', 'float', ['rows', 3]);
  graph.node('Neg', [input], { outputs: ['predictions'] });
  graph.output('predictions', 'float', ['rows', 3]);
  expect(readForestGraph(encodeModel(graph.build()))).toBeNull();
});

/** The sum of a row's leaves, by walking down the trees. */
function marginOf(graph: ForestGraph, row: readonly (number | null)[]): number {
  const { treeStarts, features, values, lefts, rights, missingLeft } = graph;
  let sum = 0;
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    let node = treeStarts[tree];
    while (features[node] >= 0) {
      const value = row[features[node]];
      const left = value === null ? missingLeft[node] === 1 : Math.fround(value) < values[node];
      node = left ? lefts[node] : rights[node];
    }
    sum = Math.fround(sum + values[node]);
  }
  return sum;
}
