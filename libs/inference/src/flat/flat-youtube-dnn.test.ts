import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BadRow, RowEncoder } from '@reckit/features';
import { readTower, towerFolders, towerForward, towerRefusal } from '../../testing/tower-folder';
import { openSession, type Session } from '../scoring/session';
import { onnxOf } from '../loading/signature-graph';

const newFolder = towerFolders();

interface Meta {
  readonly user_feature_cols: readonly string[];
  readonly item_vocab: Readonly<Record<string, number>>;
}
interface Case {
  readonly userFeatures: Readonly<Record<string, number>>;
  readonly history: readonly string[];
  readonly userEmbedding: readonly number[];
}

/** As the Python system wrote it beside the checkpoint, without the vectors of items, which are not read. */
const META: Meta = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/youtube_dnn_meta.json'), 'utf8'),
);
const CASES = towerForward<Case>('youtube_dnn');
const rowOf = ({ userFeatures, history }: Case) => ({ ...userFeatures, history_item_ids: history });

describe('a flat youtube_dnn directory', () => {
  let encoder: RowEncoder;
  let session: Session;
  beforeAll(async () => {
    const { signatures } = await readTower(newFolder('youtube_dnn', META), 'youtube_dnn');
    expect(signatures.map(({ name, roles }) => [name, roles])).toEqual([['youtube_dnn', 'embedding']]);
    encoder = new RowEncoder(signatures[0].spec);
    session = await openSession(onnxOf(signatures[0].onnx));
  });
  afterAll(() => session.close());

  const vectorsOf = async (rows: readonly unknown[]): Promise<number[][]> => {
    const [values] = await session.run(encoder.encode(rows, 'data').values, rows.length, encoder.width);
    const width = values.length / rows.length;
    return rows.map((_, row) => Array.from(values.slice(row * width, (row + 1) * width), Number));
  };
  const expectSame = async (row: object, other: object): Promise<void> => {
    const [one, two] = await vectorsOf([row, other]);
    expect(one).toEqual(two);
  };
  const USER = { user_age: 30, user_gender: 1 };
  const NOBODY = { ...USER, history_item_ids: [] };
  const known = Object.keys(META.item_vocab).filter(item => item !== '__pad__');

  test('answers rows as the Python system did', async () => {
    const vectors = await vectorsOf(CASES.map(rowOf));
    CASES.forEach(({ userEmbedding }, row) => {
      const largest = Math.max(1, ...userEmbedding);
      userEmbedding.forEach((value, i) => {
        expect(Math.abs(vectors[row][i] - value)).toBeLessThan(2e-6 * largest);
      });
    });
  });

  test('counts the last items of a history, whether they are known or not', async () => {
    const many = Array.from({ length: 60 }, (_, i) => known[i % known.length]);
    await expectSame({ ...USER, history_item_ids: many }, { ...USER, history_item_ids: many.slice(10) });
    const lost = [...known.slice(0, 10), ...Array<string>(50).fill('nobody knows')];
    await expectSame({ ...USER, history_item_ids: lost }, NOBODY);
  });

  test.each<[string, readonly unknown[], readonly string[]]>([
    ['items that are not known', ['nope', known[3], 'never'], [known[3]]],
    ['null', [null, known[3]], [known[3]]],
    ['nothing but items that are not known', ['nope', 'never'], []],
    ['the place of no item', ['__pad__', known[5]], [known[5]]],
    ['an id with spaces around, which is another', [` ${known[3]} `], []],
    ['integers', [3, 5], []],
  ])('skips %s', async (_, history, same) => {
    await expectSame({ ...USER, history_item_ids: history }, { ...USER, history_item_ids: same });
  });

  test('takes a history that is not there as an empty one', async () => {
    await expectSame(USER, NOBODY);
    await expectSame({ ...USER, history_item_ids: null }, NOBODY);
    const [vector] = await vectorsOf([{}]);
    expect(vector.every(Number.isFinite)).toBe(true);
    expect(vector.some(value => value > 0)).toBe(true);
  });

  test.each([['item_72,item_61'], [{ a: 1 }], [7], [[['item_72']]], [[1.5]]])(
    'refuses %j for a history',
    async history => {
      const rows = [USER, { ...USER, history_item_ids: history }];
      expect(() => encoder.encode(rows, 'data')).toThrow(BadRow);
      expect(() => encoder.encode(rows, 'data')).toThrow(/^data\[1\]\.history_item_ids/);
    },
  );
});

/** Row 1 is of no item. */
const fewer = Object.fromEntries(Object.entries(META.item_vocab).filter(([, row]) => row !== 1));
test.each<[string, object, string]>([
  ['no vocabulary', { item_vocab: undefined }, 'item_vocab must be an object with the row of each item.'],
  ['a vocabulary of nothing', { item_vocab: { __pad__: 0 } }, 'item_vocab must be an object'],
  ['a list of items', { item_vocab: ['item_72'] }, 'item_vocab must number its 1 items from 1 on'],
  ['a row twice', { item_vocab: { a: 1, b: 1 } }, 'item_vocab must number its 2 items from 1 on'],
  ['a row that is none', { item_vocab: { a: 1, b: 'two' } }, 'item_vocab must number its 2 items'],
  ['a gap', { item_vocab: fewer }, 'item_vocab must number its 119 items from 1 on'],
  [
    'fewer items',
    { item_vocab: { a: 1, b: 2 } },
    'The model has 120 items, but youtube_dnn_meta.json numbers 2: the two files do not belong together.',
  ],
  [
    'two items that changed places',
    { item_vocab: { ...META.item_vocab, item_61: 1, item_72: 2 } },
    'The item in row 1 of the model is not the one that youtube_dnn_meta.json has there',
  ],
  ['no features', { user_feature_cols: [] }, 'user_feature_cols'],
  [
    'fewer features',
    { user_feature_cols: ['user_age'] },
    'The model takes 2 features of the user, but youtube_dnn_meta.json lists 1: the two files do not belong together.',
  ],
  [
    'features in another order',
    { user_feature_cols: ['user_gender', 'user_age'] },
    'The model\'s feature 0 is "user_age", but youtube_dnn_meta.json lists "user_gender" there',
  ],
  [
    'the history among the features',
    { user_feature_cols: ['user_age', 'history_item_ids'] },
    'user_feature_cols names "history_item_ids" twice.',
  ],
])('a flat youtube_dnn directory is refused when its meta file has %s', async (_, change, message) => {
  const modelDir = newFolder('youtube_dnn', { ...META, ...change });
  expect(await towerRefusal(modelDir, 'youtube_dnn')).toContain(message);
});
