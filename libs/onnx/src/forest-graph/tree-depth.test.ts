import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chainModel } from '../../testing/chain-model';
import { forestToOnnx } from '../xgboost/graph/forest-to-onnx';
import { readXgboostModel } from '../xgboost/model-file/read-xgboost-model';
import { readForestGraph } from './forest-graph';
import { deepestTree } from './tree-depth';

test.each([1, 1_000, 20_000])('a chain of %d levels is measured', depth => {
  const onnx = forestToOnnx(readXgboostModel(chainModel(depth)), { rounds: 'all' });
  expect(deepestTree(onnx, 0)).toBe(depth);
  expect(readForestGraph(onnx)?.features).toHaveLength(2 * depth + 2);
});

test('a tree of few nodes is not looked at', () => {
  const onnx = forestToOnnx(readXgboostModel(chainModel(10)), { rounds: 'all' });
  expect(deepestTree(onnx, 11)).toBe(0);
});

test('the deepest tree counts', () => {
  const file = path.join(__dirname, '../../fixtures/xgboost/1.7.4/deep-trees/model.json');
  const model = readXgboostModel(readFileSync(file));
  const depth = deepestTree(forestToOnnx(model, { rounds: 'all' }), 0);
  expect(depth).toBeGreaterThan(6);
  expect(depth).toBeLessThanOrEqual(10);
});

test('bytes that are no graph are an error', () => {
  expect(() => deepestTree(Buffer.from('this is no graph'), 10)).toThrow();
});
