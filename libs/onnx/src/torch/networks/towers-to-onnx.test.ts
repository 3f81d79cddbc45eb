import { runTower } from '../../../testing/torch-fixtures';
import {
  largestDifference,
  madeCheckpoint,
  reluLayer,
  towerCheckpoint,
  towerForward,
} from '../../../testing/tower-fixtures';
import { InvalidModelFile, UnsupportedModel } from '../../errors';
import { readTorchCheckpoint, type TorchCheckpoint } from '../read-torch-checkpoint';
import { dssmToOnnx, twoTowerToOnnx } from './towers-to-onnx';

type Features = Readonly<Record<string, number>>;

const TWO_TOWER = readTorchCheckpoint(towerCheckpoint('two_tower'));
const DSSM = readTorchCheckpoint(towerCheckpoint('dssm'));

describe('what the Python system trained gives the vectors that PyTorch gives', () => {
  test('two towers', async () => {
    const cases = towerForward<{
      user: Features;
      item: Features;
      userEmbedding: number[];
      itemEmbedding: number[];
    }>('two_tower');
    const { user, item } = twoTowerToOnnx(TWO_TOWER);
    const users = await runTower(
      user,
      cases.map(one => Object.values(one.user)),
    );
    const items = await runTower(
      item,
      cases.map(one => Object.values(one.item)),
    );
    expect(
      largestDifference(
        users,
        cases.map(one => one.userEmbedding),
      ),
    ).toBeLessThan(1e-6);
    expect(
      largestDifference(
        items,
        cases.map(one => one.itemEmbedding),
      ),
    ).toBeLessThan(1e-6);
  });

  test('a DSSM', async () => {
    const cases = towerForward<{
      query: Features;
      doc: Features;
      queryEmbedding: number[];
      docEmbedding: number[];
    }>('dssm');
    const { query, doc } = dssmToOnnx(DSSM);
    const queries = await runTower(
      query,
      cases.map(one => Object.values(one.query)),
    );
    const docs = await runTower(
      doc,
      cases.map(one => Object.values(one.doc)),
    );
    expect(
      largestDifference(
        queries,
        cases.map(one => one.queryEmbedding),
      ),
    ).toBeLessThan(2e-6);
    expect(
      largestDifference(
        docs,
        cases.map(one => one.docEmbedding),
      ),
    ).toBeLessThan(2e-6);
  });
});

describe('towers of other sizes', () => {
  const config = { user_dim: 3, item_dim: 5, embed_dim: 6, user_layers: [7], item_layers: [8, 9, 4] };
  const shapes = {
    'user_tower.0.weight': [7, 3],
    'user_tower.0.bias': [7],
    'user_tower.3.weight': [6, 7],
    'user_tower.3.bias': [6],
    'item_tower.0.weight': [8, 5],
    'item_tower.0.bias': [8],
    'item_tower.3.weight': [9, 8],
    'item_tower.3.bias': [9],
    'item_tower.6.weight': [4, 9],
    'item_tower.6.bias': [4],
    'item_tower.9.weight': [6, 4],
    'item_tower.9.bias': [6],
  };
  const made = madeCheckpoint(config, shapes);
  const unitVector = (vector: readonly number[]): number[] => {
    const length = Math.max(1e-12, Math.hypot(...vector));
    return vector.map(value => value / length);
  };
  const forward = (side: string, depth: number, row: readonly number[]): number[] => {
    let values: readonly number[] = row;
    for (let i = 0; i < depth; i++) values = reluLayer(made, `${side}_tower.${3 * i}`, values);
    return unitVector(values);
  };

  test('may differ from each other', async () => {
    const users = [
      [1, 2, 3],
      [-1, 0.5, 0],
      [0, 0, 0],
    ];
    const items = [
      [1, 2, 3, 4, 5],
      [-1, 0, 0, 2, 9],
    ];
    const { user, item } = twoTowerToOnnx(made);
    expect(
      largestDifference(
        await runTower(user, users),
        users.map(row => forward('user', 2, row)),
      ),
    ).toBeLessThan(1e-6);
    expect(
      largestDifference(
        await runTower(item, items),
        items.map(row => forward('item', 4, row)),
      ),
    ).toBeLessThan(1e-6);
  });

  test.each<[string, TorchCheckpoint, string, typeof UnsupportedModel | typeof InvalidModelFile]>([
    [
      'a size that is missing',
      { ...made, config: new Map([...made.config].filter(([name]) => name !== 'item_dim')) },
      'config.item_dim',
      InvalidModelFile,
    ],
    [
      'other weights than the sizes say',
      { ...made, config: new Map(made.config).set('user_layers', [8]) },
      'a two-tower model of its config has "user_tower.0.weight" of shape [8, 3], here it is [7, 3]',
      UnsupportedModel,
    ],
    [
      'a layer too many',
      { ...made, config: new Map(made.config).set('item_layers', [8, 9]) },
      'has "item_tower.6.weight" of shape [6, 9], here it is [4, 9]',
      UnsupportedModel,
    ],
    [
      'a tensor too many',
      {
        ...made,
        tensors: new Map(made.tensors).set('temperature', { shape: [1], values: Float32Array.of(1) }),
      },
      'a two-tower model has no "temperature"',
      UnsupportedModel,
    ],
  ])('%s is refused', (_, checkpoint, message, error) => {
    expect(() => twoTowerToOnnx(checkpoint)).toThrow(error);
    expect(() => twoTowerToOnnx(checkpoint)).toThrow(message);
  });
});

test('a model of one kind is none of the other', () => {
  expect(() => twoTowerToOnnx(DSSM)).toThrow('config.user_dim');
  expect(() => dssmToOnnx(TWO_TOWER)).toThrow('config.dim_in');
});

test('vectors of huge inputs have the length 1 and point where those of large ones do', async () => {
  const { user, item } = twoTowerToOnnx(TWO_TOWER);
  const { query } = dssmToOnnx(DSSM);
  for (const [graph, width] of [
    [user, 2],
    [item, 3],
    [query, 3],
  ] as const) {
    for (const sign of [1, -1]) {
      const [large = [], ...huge] = await runTower(
        graph,
        [1e8, 1e19, 1e25, 1e30, 1e37, 3.4e38].map(size => Array<number>(width).fill(sign * size)),
      );
      for (const vector of huge) {
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
        expect(largestDifference([vector], [large])).toBeLessThan(1e-5);
      }
    }
  }
});

test('a tower whose last layer says nothing gives zeros, as PyTorch does', async () => {
  const tensors = new Map(TWO_TOWER.tensors);
  for (const [name, { shape, values }] of TWO_TOWER.tensors)
    if (name.startsWith('user_tower.6')) tensors.set(name, { shape, values: values.map(() => -1) });
  const { user } = twoTowerToOnnx({ ...TWO_TOWER, tensors });
  expect(await runTower(user, [[1, 1]])).toEqual([Array(64).fill(0)]);
});
