/** @needs libxgboost */
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { readXgboostModel, type Forest } from '@reckit/onnx';
import type { CommonFlags } from '../../run/training-model';
import { RANKING_CSV } from '../../testing/recordings';
import { expectSuccess, refusalOf, trainingApp } from '../../../../service-testing/programs/training-app';
import { parametersOf, roundsAtMost, type TreeFlags } from './flags';

const app = trainingApp();

/** The longest way from a root to a leaf, in splits. */
function depthOf({ treeStarts, leftChildren, rightChildren }: Forest): number {
  const below = (root: number, node: number): number => {
    const left = leftChildren[root + node];
    return left === -1 ? 0 : 1 + Math.max(below(root, left), below(root, rightChildren[root + node]));
  };
  return Math.max(...Array.from(treeStarts.subarray(0, -1), root => below(root, 0)));
}

test('--param reaches the trees and the manifest, --early-stopping 0 keeps all rounds', async () => {
  const folder = app.newFolder();
  const args = ['--data-path', RANKING_CSV, '--version', 'v1', '--rounds', '30', '--early-stopping', '0'];
  expectSuccess(await app.inTurn(folder, [...args, '--param', 'max_depth=3', '--param', 'eta=0.5']));
  const { manifest, file } = await openPackage(path.join(folder, 'model/xgb/v1'), 'xgb', ['xgb_model.json']);
  expect(manifest.training).toMatchObject({
    parameters: { max_depth: '3', eta: '0.5' },
    rounds_trained: 30,
    best_iteration: 29,
  });
  const { forest, roundCount } = readXgboostModel(file('xgb_model.json') ?? Buffer.of());
  expect(roundCount).toBe(30);
  expect(depthOf(forest)).toBe(3);
});

test.each([
  ['a misspelt parameter', 'maxdepth=3', /"maxdepth" \(did you mean max_depth\?\)/],
  ['a parameter that is a flag here', 'n_estimators=9', /"n_estimators" \(the number of rounds/],
  ['a value that is no number', 'max_depth=deep', /max_depth.*'deep'/],
  [
    'an objective with several outputs',
    'objective=multi:softprob',
    /multi:softprob gives several numbers a row/,
  ],
  ['a learning rate that trains to NaN', 'eta=nan', /scores that are no finite numbers/],
])('%s is refused in one line', async (_, parameter, message) => {
  const folder = app.newFolder();
  const run = await app.inTurn(folder, ['--data-path', RANKING_CSV, '--param', parameter]);
  expect(refusalOf(run)).toMatch(message);
});

test('rounds end by early stopping, or where nothing ends them after a hundred, unless --rounds says', () => {
  expect(roundsAtMost({}, true)).toBe(1_000);
  expect(roundsAtMost({}, false)).toBe(100);
  expect(roundsAtMost({ rounds: 7 }, true)).toBe(7);
});

describe('parametersOf', () => {
  const flags: CommonFlags & TreeFlags = {
    modelDir: 'model',
    dataSource: 'file',
    cacheSize: 1e9,
    gen: true,
    seed: 42,
    earlyStopping: 10,
    earlyStoppingMetric: 'loss',
    param: {},
  };
  const [SMALL, LARGE] = [7_000, 7_000_000];

  test('one thread for small data, all cores for large ones, unless --workers says', () => {
    expect(parametersOf(flags, SMALL)).toEqual({ seed: 42, nthread: 1 });
    expect(parametersOf(flags, LARGE)).toEqual({ seed: 42 });
    expect(parametersOf({ ...flags, workers: 3 }, SMALL)).toEqual({ seed: 42, nthread: 3 });
  });

  test('--param wins over the flags, by both names that XGBoost has for them', () => {
    expect(parametersOf({ ...flags, param: { seed: '1', nthread: '2' } }, SMALL)).toEqual({
      seed: '1',
      nthread: '2',
    });
    expect(parametersOf({ ...flags, param: { random_state: '1', n_jobs: '2' } }, SMALL)).toEqual({
      seed: '1',
      nthread: '2',
    });
  });

  test('a parameter given under both of its names keeps both, for the library to refuse', () => {
    const param = { seed: '1', random_state: '2' };
    expect(parametersOf({ ...flags, param }, LARGE)).toEqual(param);
  });
});
