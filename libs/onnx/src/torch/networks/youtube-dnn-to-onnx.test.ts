import { runTower } from '../../../testing/torch-fixtures';
import {
  largestDifference,
  linearLayer,
  madeCheckpoint,
  reluLayer,
  towerCheckpoint,
  towerForward,
} from '../../../testing/tower-fixtures';
import { UnsupportedModel } from '../../errors';
import { readTorchCheckpoint } from '../read-torch-checkpoint';
import { youtubeDnnToOnnx } from './youtube-dnn-to-onnx';

const RECORDED = readTorchCheckpoint(towerCheckpoint('youtube_dnn'));

interface Case {
  readonly userFeatures: Readonly<Record<string, number>>;
  readonly historyIndex: readonly number[];
  readonly userEmbedding: readonly number[];
}

test('what the Python system trained gives the vectors that PyTorch gives', async () => {
  const cases = towerForward<Case>('youtube_dnn');
  const rows = cases.map(({ userFeatures, historyIndex }) => [
    ...Object.values(userFeatures),
    ...historyIndex,
  ]);
  const vectors = await runTower(youtubeDnnToOnnx(RECORDED), rows);
  const expected = cases.map(({ userEmbedding }) => userEmbedding);
  const largest = Math.max(...expected.flat());
  expect(largestDifference(vectors, expected)).toBeLessThan(1e-6 * Math.max(1, largest));
});

const CONFIG = { num_items: 4, embed_dim: 3, num_user_feats: 2, hidden: [6, 5], max_history: 5 };
const SHAPES = {
  'item_embed.weight': [5, 3],
  'user_proj.weight': [4, 2],
  'user_proj.bias': [4],
  'mlp.0.weight': [6, 7],
  'mlp.0.bias': [6],
  'mlp.3.weight': [5, 6],
  'mlp.3.bias': [5],
  'mlp.6.weight': [3, 5],
  'mlp.6.bias': [3],
  'fc_out.weight': [4, 3],
  'fc_out.bias': [4],
};
const MADE = madeCheckpoint(CONFIG, SHAPES);

function forward(user: readonly number[], items: readonly number[]): number[] {
  const table = MADE.tensors.get('item_embed.weight')?.values ?? Float32Array.of();
  const mean = [0, 1, 2].map(
    i => items.reduce((sum, item) => sum + (table[item * 3 + i] ?? 0), 0) / Math.max(1, items.length),
  );
  const joined = [...linearLayer(MADE, 'user_proj', user), ...mean];
  return ['mlp.0', 'mlp.3', 'mlp.6'].reduce((values, name) => reluLayer(MADE, name, values), joined);
}

test('neither items that are not known nor places without any count in the mean', async () => {
  const histories = [
    [1, 2, 3, 4, 1],
    [2, 0, 3, -1, -1],
    [0, 0, 0, 0, 0],
    [-1, -1, -1, -1, -1],
    [4, -1, -1, -1, -1],
    [4, 4, 4, -1, -1],
  ];
  const rows = histories.map((history, i) => [i, 1 - i, ...history]);
  const expected = histories.map((history, i) =>
    forward(
      [i, 1 - i],
      history.filter(item => item > 0),
    ),
  );
  const vectors = await runTower(youtubeDnnToOnnx(MADE), rows);
  expect(largestDifference(vectors, expected)).toBeLessThan(1e-5);
  expect(new Set(vectors.flat()).size).toBeGreaterThan(3);
});

test('huge features give finite vectors', async () => {
  for (const checkpoint of [RECORDED, MADE]) {
    const places = Number(checkpoint.config.get('max_history'));
    const rows = [1e20, -1e30, 1e37, 3.4e38, -3.4e38].map(size => [
      size,
      -size,
      ...Array<number>(places).fill(1),
    ]);
    const vectors = await runTower(youtubeDnnToOnnx(checkpoint), rows);
    expect(vectors.flat().every(Number.isFinite)).toBe(true);
  }
});

test.each([
  ['more items than it has rows', 'num_items', 5, '"item_embed.weight" of shape [6, 3], here it is [5, 3]'],
  ['another number of features', 'num_user_feats', 3, '"user_proj.weight" of shape [4, 3]'],
  ['other layers', 'hidden', [6], '"mlp.3.weight" of shape [3, 6]'],
])('a model of %s is refused', (_, name, value, message) => {
  const other = { ...MADE, config: new Map(MADE.config).set(name, value) };
  expect(() => youtubeDnnToOnnx(other)).toThrow(UnsupportedModel);
  expect(() => youtubeDnnToOnnx(other)).toThrow(message);
});

test('the vocabulary and the names of the features are read beside the weights', () => {
  const { itemVocabulary, columns } = RECORDED;
  expect(itemVocabulary?.size).toBe(121);
  expect(itemVocabulary?.get('__pad__')).toBe(0);
  expect(itemVocabulary?.get('item_72')).toBe(1);
  expect([...columns]).toEqual([['user_feature_cols', ['user_age', 'user_gender']]]);
});
