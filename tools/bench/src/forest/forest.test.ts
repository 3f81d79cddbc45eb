import { readXgboostModel } from '@reckit/onnx';
import { labelledRows } from '../feature-rows';
import { binFeature } from './binned-features';
import { growForest, nodeCountOf, type CompleteTree } from './grow-forest';
import { xgboostJson } from './xgboost-json';

const rows = labelledRows(4_000, 1);
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

test('the forest has learnt: most clicks score higher than most others', () => {
  const margins = Array.from({ length: rows.rowCount }, (_, row) =>
    forest.reduce((sum, tree) => sum + tree.values[leafOf(tree, row)], 0),
  );
  const meanWhere = (label: number): number => {
    const chosen = margins.filter((_, row) => rows.labels[row] === label);
    return chosen.reduce((sum, margin) => sum + margin, 0) / chosen.length;
  };
  expect(meanWhere(1)).toBeGreaterThan(meanWhere(0) + 0.2);
});

test('bins agree with the cuts for every row', () => {
  for (const values of rows.columns) {
    const { cuts, bins } = binFeature(values);
    expect(cuts.length).toBeGreaterThan(0);
    const reached = Array.from(values, value => cuts.filter(cut => cut <= Math.fround(value)).length);
    expect(Array.from(bins)).toEqual(reached);
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
