import { numericFeatures, type FeatureSpec } from '@reckit/features';
import { forestToOnnx, readForestGraph, readXgboostModel } from '@reckit/onnx';
import { chainModel } from '../../../onnx/testing/chain-model';
import { openOne } from '../../testing/one-signature';
import { plainMargins } from '../../../onnx/testing/plain-forest';
import { ForestKernel } from '../forest/forest-kernel';
import { ForestWalker } from '../forest/forest-walker';
import type { Model } from '../model';

const PATIENCE_MS = 60_000;
const DEPTH = 20_000;
const chain = (depth: number): Uint8Array =>
  forestToOnnx(readXgboostModel(chainModel(depth)), { rounds: 'all' });

function open(onnx: Uint8Array, spec: FeatureSpec = numericFeatures(['x'])): Promise<Model> {
  return openOne({ name: 'xgb', version: '1', spec, onnx, checks: null });
}

test.each([1_400, DEPTH])('a tree of %d levels is served', async depth => {
  const model = await open(chain(depth));
  const rows = model.mainSignature.encoder.encode([[-1], [0.5], [depth / 2], [depth], [1e9]], 'data');
  expect(await model.mainSignature.score(rows, PATIENCE_MS)).toEqual([
    Float32Array.of(0, 1, depth / 2, depth, depth),
  ]);
  await model.close();
});

test('the features must be as many as the tree takes', async () => {
  await expect(open(chain(DEPTH), numericFeatures(['x', 'y']))).rejects.toThrow(
    /^xgb 1: The model takes 1 columns, but the features of feature_meta\.json make 2/,
  );
});

test('a deep tree of vectors is refused in one line', async () => {
  const model = readXgboostModel(chainModel(DEPTH));
  const leafVectorOfNode = model.forest.leftChildren.map(left => (left === -1 ? 0 : -1));
  const vectors = {
    ...model,
    outputCount: 2,
    baseMargins: Float32Array.of(0, 0),
    forest: { ...model.forest, leafVectorOfNode, leafVectors: [Float32Array.of(1, 2)] },
  };
  await expect(open(forestToOnnx(vectors, { rounds: 'all' }))).rejects.toThrow(
    /^xgb 1: A tree of the model is 20000 levels deep; [^\n]+ Train with max_depth or fewer max_leaves\.$/,
  );
});

test('the kernels have no trouble with depth', () => {
  const forest = readForestGraph(chain(2_000));
  if (!forest) throw new Error('expected a forest');
  const rows = Float32Array.of(-1, 0.5, 1_000, 1e9);
  const expected = plainMargins(forest, rows, 4);
  expect(ForestKernel.compile(forest)?.score(rows, 4, 1)).toEqual(expected);
  expect(ForestWalker.compile(forest)?.score(rows, 4, 1)).toEqual(expected);
});
