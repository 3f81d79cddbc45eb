import { readXgboostModel } from '@reckit/onnx';
import { featureRows } from '../feature-rows';
import { growForest, nodeCountOf, type CompleteTree } from './grow-forest';
import { xgboostJson } from './xgboost-json';

const rows = featureRows(2_000, 1);
const shape = { trees: 12, depth: 6 };
const forest = growForest(shape, rows, 7);

test('every tree is complete and its thresholds lie in the range of their features', () => {
  expect(forest).toHaveLength(shape.trees);
  const ranges = rows.columns.map(column => [Math.min(...column), Math.max(...column)].map(Math.fround));
  for (const { features, values } of forest) {
    expect(values).toHaveLength(nodeCountOf(shape.depth));
    for (let node = 0; node < 2 ** shape.depth - 1; node++) {
      const [low, high] = ranges[features[node]];
      expect(values[node]).toBeGreaterThanOrEqual(low);
      expect(values[node]).toBeLessThanOrEqual(high);
    }
  }
});

test('rows spread over most of the leaves', () => {
  for (const tree of forest) {
    const reached = new Set(Array.from({ length: rows.rowCount }, (_, row) => leafOf(tree, row)));
    expect(reached.size).toBeGreaterThan(0.8 * 2 ** shape.depth);
  }
});

test('the same seed grows the same forest, another one another', () => {
  expect(growForest(shape, rows, 7)).toEqual(forest);
  expect(growForest(shape, rows, 8)).not.toEqual(forest);
});

test('the model file holds the forest, each value exactly', () => {
  const model = readXgboostModel(Buffer.from(xgboostJson(forest, rows.names)));
  expect(model.objective).toBe('binary:logistic');
  expect(model.featureNames).toEqual([...rows.names]);
  expect(model.roundCount).toBe(shape.trees);
  expect(Array.from(model.forest.thresholds)).toEqual(forest.flatMap(tree => Array.from(tree.values)));
  expect(Array.from(model.forest.splitFeatures)).toEqual(forest.flatMap(tree => Array.from(tree.features)));
});

test('floats are written with an exponent, without which XGBoost refuses whole ones', () => {
  const json = xgboostJson(forest, rows.names);
  const floats = [...json.matchAll(/"(?:loss_changes|split_conditions)":\[([^\]]+)\]/g)].flatMap(match =>
    match[1].split(','),
  );
  expect(floats.length).toBe(2 * shape.trees * nodeCountOf(shape.depth));
  expect(floats.every(float => /^-?\d\.\d+e[+-]\d+$/.test(float))).toBe(true);
});

function leafOf({ depth, features, values }: CompleteTree, row: number): number {
  let node = 0;
  for (let level = 0; level < depth; level++) {
    const isLeft = Math.fround(rows.columns[features[node]][row]) < values[node];
    node = 2 * node + (isLeft ? 1 : 2);
  }
  return node;
}
