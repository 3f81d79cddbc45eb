import path from 'node:path';
import {
  createVectorFile,
  lookupSignature,
  newUnfinishedFile,
  promote,
  writePackage,
} from '@reckit/artifacts';
import { writeTowerPackage } from '../../testing/tower-package';
import { expectSuccess, trainingApp, type Run } from '../../../../service-testing/programs/training-app';

const app = trainingApp('most-similar');

const VECTORS: Readonly<Record<string, readonly number[]>> = {
  king: [4, 0, 1],
  queen: [4, 3, 1],
  man: [1, 0, 1],
  woman: [1, 3, 1],
  '商品 "1"': [-1, 0, 0],
  '7': [-2, 0.1, 0],
};

/** A folder with a model directory, in which two versions of a model lie. */
async function newFolder(): Promise<string> {
  const folder = app.newFolder();
  const modelDir = path.join(folder, 'model');
  for (const version of ['v1', 'v2']) {
    const from = await newUnfinishedFile(modelDir, 'word2vec', version);
    const file = await createVectorFile(from, { dim: 3, similarity: 'cosine' });
    for (const [id, vector] of Object.entries(VECTORS)) await file.append([id], Float32Array.from(vector));
    await file.close();
    const checks = { rows: [{ word: 'king' }], outputs: {}, tolerance: { relative: 0, absolute: 0 } };
    await writePackage(modelDir, {
      manifest: {
        model: 'word2vec',
        version,
        kind: 'word2vec',
        created_at: '2026-11-30T00:00:00Z',
        features: [],
        training: {},
        data: {},
        seeds: {},
        metrics: {},
        signatures: [lookupSignature('word2vec', checks)],
      },
      files: { 'feature_meta.json': '{}' },
      vectors: { from, queriesOf: 'word2vec' },
    });
  }
  await promote(modelDir, 'word2vec', 'v2');
  return folder;
}

let folder = '';
beforeAll(async () => {
  folder = await newFolder();
});
const ask = (...args: string[]): Promise<Run> => app.inTurn(folder, args);

test('the nearest come first, and not what was asked for', async () => {
  const run = await ask('word2vec', 'king', '--top-k', '2');
  expectSuccess(run);
  expect(run.stdout).toBe('word2vec v2: king\nman    0.8575\nqueen  0.8086\n');
});

test('vectors are added and taken away, each with the length 1', async () => {
  const run = await ask('word2vec', 'king', 'woman', '--negative', 'man', '--json', '--version', 'v1');
  expectSuccess(run);
  const result: { version: string; found: { id: string; similarity: number }[] } = JSON.parse(run.stdout);
  expect(result).toMatchObject({
    model: 'word2vec',
    version: 'v1',
    ids: ['king', 'woman'],
    negative: ['man'],
  });
  expect(result.found[0].id).toBe('queen');
  expect(result.found.map(({ id }) => id).sort()).toEqual(['7', 'queen', '商品 "1"']);
});

test('an id is found in other forms, too', async () => {
  expect((await ask('word2vec', '7.0')).stdout).toMatch(/^word2vec v2: 7\.0\n商品 "1" +0\.9988\n/);
});

test('the items of a tower have neighbours as well', async () => {
  const other = app.newFolder();
  await writeTowerPackage(path.join(other, 'model'));
  const run = await app.inTurn(other, ['two_tower', '商品']);
  expectSuccess(run);
  expect(run.stdout.trimEnd().split('\n')).toHaveLength(3);
});

test.each([
  [['word2vec', 'quen'], 'model/word2vec/v2 has no vector of "quen", among 6. Did you mean "queen"?'],
  [['word2vec', 'zebra\n'], 'model/word2vec/v2 has no vector of "zebra\\n", among 6.'],
  [
    ['word2vec', 'king', '--negative', 'king'],
    'These vectors cancel each other out, and nothing is left to be near to. Name other ids.',
  ],
  [
    ['item2vec', 'a'],
    'No version of a model "item2vec" in model; there is word2vec. Train one, or name the folder with --model-dir.',
  ],
  [
    ['word2vec', 'king', '--version', 'v3'],
    'There is no version "v3" of word2vec in model; there is v1, v2.',
  ],
])('%j is refused in a line', async (args, says) => {
  const { code, stdout, stderr } = await ask(...args);
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `most-similar: ${says}\n` });
});

test('a package without vectors is told', async () => {
  const other = app.newFolder();
  await writeTowerPackage(path.join(other, 'model'), { vectors: 'none' });
  const { code, stderr } = await app.inTurn(other, ['two_tower', 'a']);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: 'most-similar: model/two_tower/v1 holds no vectors, so nothing is near anything there.\n',
  });
});
