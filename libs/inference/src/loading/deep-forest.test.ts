import { numericFeatures, type FeatureSpec } from '@reckit/features';
import { forestToOnnx, readForestGraph, readXgboostModel } from '@reckit/onnx';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chainModel } from '../../../onnx/testing/chain-model';
import { ForestKernel } from '../forest/forest-kernel';
import { openDeepForestSession } from '../forest/deep-forest-session';
import { walkForest } from '../forest/forest-walk';
import { openOne } from '../../testing/one-signature';
import type { Model } from '../model';
import { placeScoring } from '../model-host/place-scoring';

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

test('a deep tree with several outputs is refused in one line', async () => {
  const model = readXgboostModel(chainModel(DEPTH));
  const several = { ...model, outputCount: 2, baseMargins: Float32Array.of(0, 0) };
  await expect(open(forestToOnnx(several, { rounds: 'all' }))).rejects.toThrow(
    /^xgb 1: A tree of the model is 20000 levels deep; [^\n]+ Train with max_depth or fewer max_leaves\.$/,
  );
});

test('the walk scores as the kernel does', () => {
  const fixture = path.join(__dirname, '../../fixtures/model/xgb/1.0.0/model.onnx');
  const forest = readForestGraph(readFileSync(fixture));
  const kernel = forest && ForestKernel.compile(forest);
  if (!forest || !kernel) throw new Error('expected a forest that compiles');
  const rows = Float32Array.from({ length: 50 * 7 }, (_, i) =>
    i % 11 === 0 ? NaN : ((i * 7919) % 1000) / 10,
  );
  expect(walkForest(forest, rows, 50, 7)).toEqual(kernel.score(rows, 50, 7));
});

test('the kernel has no trouble with depth', () => {
  const forest = readForestGraph(chain(2_000));
  if (!forest) throw new Error('expected a forest');
  const rows = Float32Array.of(-1, 0.5, 1_000, 1e9);
  expect(ForestKernel.compile(forest)?.score(rows, 4, 1)).toEqual(walkForest(forest, rows, 4, 1));
});

test('a quick one moves to the serving thread, a slow one stays in its process', () => {
  const forest = readForestGraph(chain(2_000));
  if (!forest) throw new Error('expected a forest');
  const parts = {
    name: 'model',
    version: '1',
    spec: numericFeatures(['x']),
    session: openDeepForestSession(forest),
    outputWidths: [1],
    answersProbabilities: false,
    sampleRows: [],
  };
  expect(placeScoring({ ...parts, sliceRows: 65 }, new Uint8Array(1))).toBe('deep-forest');
  expect(placeScoring({ ...parts, sliceRows: 64 }, new Uint8Array(1))).toBe('process');
});
