import { copyFileSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { MissingModel } from '@reckit/artifacts';
import { RowEncoder } from '@reckit/features';
import { readTower, towerFolders, towerForward, towerRefusal } from '../../testing/tower-folder';
import { openSession } from '../scoring/session';
import { onnxOf } from '../loading/signature-graph';

const newFolder = towerFolders();

/** The meta files as the Python system wrote them beside the checkpoints. */
const META = {
  two_tower: {
    user_cols: ['user_age', 'user_gender'],
    item_cols: ['item_ctr', 'item_cvr', 'item_price'],
    embed_dim: 64,
  },
  dssm: {
    query_cols: ['query_f1', 'query_f2', 'query_f3'],
    doc_cols: ['doc_f1', 'doc_f2', 'doc_f3'],
    embed_dim: 64,
  },
} as const;

/** What stands under the name of a side, and its embedding. */
type Case = Readonly<Record<string, Readonly<Record<string, number>>>> &
  Readonly<Record<`${string}Embedding`, readonly number[]>>;

describe.each([
  ['two_tower', 'user', 'item'],
  ['dssm', 'query', 'doc'],
] as const)('a flat %s directory', (kind, ...sides) => {
  test('has a signature for each side, which answers rows as the Python system did', async () => {
    const source = await readTower(newFolder(kind, META[kind]), kind);
    expect(source).toMatchObject({ name: kind, version: 'unknown' });
    expect(source.signatures.map(({ name }) => name)).toEqual(sides.map(side => `${side}_tower`));
    for (const [i, { spec, onnx, roles }] of source.signatures.entries()) {
      expect(roles).toBe('embedding');
      const cases = towerForward<Case>(kind);
      const rows = cases.map(one => one[sides[i]]);
      const { values, rowCount } = new RowEncoder(spec).encode(rows, 'data');
      const session = await openSession(onnxOf(onnx));
      const [vectors] = await session.run(values, rowCount, spec.features.length);
      await session.close();
      expect(session.outputs.map(({ name }) => name)).toEqual(['embedding']);
      const expected = cases.flatMap(one => one[`${sides[i]}Embedding`]);
      expect(vectors).toHaveLength(expected.length);
      const differing = expected.filter((value, j) => !(Math.abs(Number(value) - Number(vectors[j])) < 2e-6));
      expect(differing).toEqual([]);
    }
  });

  test.each(['model.pt', 'meta.json'])('without its %s is missing a model', async file => {
    const modelDir = newFolder(kind, META[kind]);
    rmSync(path.join(modelDir, `${kind}_${file}`));
    await expect(readTower(modelDir, kind)).rejects.toThrow(MissingModel);
  });

  test('is refused when the checkpoint is cut off', async () => {
    const modelDir = newFolder(kind, META[kind]);
    truncateSync(path.join(modelDir, `${kind}_model.pt`), 1_000);
    expect(await towerRefusal(modelDir, kind)).toContain('Not a readable PyTorch checkpoint');
  });

  test('has the version that its meta file names, or the one that is asked for', async () => {
    const named = newFolder(kind, { ...META[kind], model_version: 'v7' });
    expect((await readTower(named, kind, 'v8')).version).toBe('v7');
    expect((await readTower(newFolder(kind, META[kind]), kind, 'v8')).version).toBe('v8');
  });

  const [list] = Object.keys(META[kind]);
  const names = Object.values(META[kind])[0] as readonly string[];
  test.each<[string, object | string, string]>([
    ['no JSON', '{not json', `${kind}_meta.json is not JSON`],
    ['a list', [], `${kind}_meta.json: `],
    ['no names', { ...META[kind], [list]: undefined }, `${kind}_meta.json: ${list}`],
    ['names that are none', { ...META[kind], [list]: [1, 2] }, `${kind}_meta.json: ${list}`],
    ['a name twice', { ...META[kind], [list]: ['a', 'a'] }, `${kind}_meta.json: ${list} names "a" twice.`],
    [
      'a name too many',
      { ...META[kind], [list]: [...names, 'more'] },
      `The ${sides[0]}_tower of the model takes ${names.length} features, but ${kind}_meta.json lists ${names.length + 1} under ${list}: the two files do not belong together.`,
    ],
    ['a number as version', { ...META[kind], model_version: 3 }, `${kind}_meta.json: model_version`],
  ])('is refused when the meta file holds %s', async (_, meta, message) => {
    expect(await towerRefusal(newFolder(kind, meta), kind)).toContain(message);
  });
});

test('columns in another order are noticed where the checkpoint names its own', async () => {
  const meta = { ...META.dssm, doc_cols: [...META.dssm.doc_cols].reverse() };
  expect(await towerRefusal(newFolder('dssm', meta), 'dssm')).toBe(
    'The model\'s feature 0 is "doc_f1", but dssm_meta.json lists "doc_f3" there: the two files do not belong together.',
  );
});

test.each([
  ['two_tower', 'dssm', 'config.user_dim'],
  ['dssm', 'two_tower', 'config.dim_in'],
] as const)('a %s directory with the checkpoint of a %s is refused', async (kind, other, missing) => {
  const modelDir = newFolder(kind, META[kind]);
  const from = newFolder(other, '{}');
  copyFileSync(path.join(from, `${other}_model.pt`), path.join(modelDir, `${kind}_model.pt`));
  expect(await towerRefusal(modelDir, kind)).toContain(missing);
});
