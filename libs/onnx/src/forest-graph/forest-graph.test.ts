import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plainMargins } from '../../testing/plain-forest';
import { encodeModel } from '../encode-model';
import { GraphBuilder } from '../graph-builder';
import { forestToOnnx } from '../xgboost/graph/forest-to-onnx';
import { readXgboostModel } from '../xgboost/model-file/read-xgboost-model';
import { readForestGraph, type ForestGraph } from './forest-graph';

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'xgboost', '1.7.4');

/** What becomes of the sums of each recorded model. */
const EXPECTED_LINKS: Readonly<Record<string, ForestGraph['link']>> = {
  'binary-hinge': 'step',
  'binary-logistic': 'sigmoid',
  'binary-logistic-base-score-0.2': 'sigmoid',
  categorical: 'sigmoid',
  'count-poisson': 'exp',
  dart: 'sigmoid',
  'deep-trees': 'identity',
  'early-stopping': 'sigmoid',
  'missing-values': 'sigmoid',
  'multi-softmax-4': 'argmax',
  'multi-softprob-4': 'softmax',
  'num-parallel-tree': 'identity',
  'rank-pairwise': 'identity',
  'reg-logistic': 'sigmoid',
  'reg-squarederror': 'identity',
  'reg-tweedie': 'exp',
  'single-leaf': 'identity',
};

test('every recorded model is covered', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(Object.keys(EXPECTED_LINKS).sort());
});

test.each(Object.entries(EXPECTED_LINKS))('%s', (name, link) => {
  const model = readXgboostModel(readFileSync(path.join(FIXTURES, name, 'model.ubj')));
  const graph = readForestGraph(forestToOnnx(model, { rounds: 'all' }));
  if (!graph) throw new Error('The graph was not recognised.');
  expect(graph.link).toBe(link);
  const expected: { margin: (number | number[])[] } = JSON.parse(
    readFileSync(path.join(FIXTURES, name, 'expected.json'), 'utf8'),
  );
  const rows: (number | null)[][] = JSON.parse(
    readFileSync(path.join(FIXTURES, name, 'inputs.json'), 'utf8'),
  );
  const values = Float32Array.from(rows.flat(), value => value ?? NaN);
  expect(Array.from(plainMargins(graph, values, rows.length))).toEqual(expected.margin.flat());
});

test('a graph of anything else is no forest', () => {
  const graph = new GraphBuilder('other');
  const input = graph.input('features', 'float', ['rows', 3]);
  graph.node('Neg', [input], { outputs: ['predictions'] });
  graph.output('predictions', 'float', ['rows', 3]);
  expect(readForestGraph(encodeModel(graph.build()))).toBeNull();
});
