/** @needs gensim */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectSuccess, trainingApps } from '../../../../service-testing/programs/training-app';

const apps = trainingApps();

/** Prints what gensim reads of a file, and what it finds nearest to the first id. */
const READER = `
import json, sys
from gensim.models import KeyedVectors
_, file, binary = sys.argv
vectors = KeyedVectors.load_word2vec_format(file, binary=binary == "binary")
first = vectors.index_to_key[0]
print(json.dumps({
    "vectors": {id: [float(x) for x in vectors[id]] for id in vectors.index_to_key},
    "near": [id for id, _ in vectors.most_similar(first, topn=3)],
}))
`;

interface Read {
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  readonly near: readonly string[];
}

function readByGensim(file: string, format: 'text' | 'binary'): Read {
  const python = process.env['GENSIM_PYTHON'] ?? 'python3';
  return JSON.parse(execFileSync(python, ['-c', READER, file, format], { encoding: 'utf8' }));
}

test.each(['text', 'binary'] as const)('gensim reads %s back, and finds the same nearest', async format => {
  const folder = apps.item2vec.newFolder();
  const lines = Array.from({ length: 40 }, (_, i) => `${['茶 杯 leaf', 'rail train 🚂'][i % 2]} and the`);
  writeFileSync(path.join(folder, 'corpus.txt'), lines.join('\n'));
  const file = path.join(folder, `vectors.${format}`);
  const args = ['--mode', 'word2vec', '--dim', '8', '--out', file, '--out-format', format, '--version', 'v1'];
  expectSuccess(await apps.item2vec.train(folder, [...args, '--data-path', 'corpus.txt']));
  const json = readFileSync(path.join(folder, 'model/word2vec/v1/word2vec_vectors.json'), 'utf8');
  const ours: Record<string, number[]> = JSON.parse(json);
  const { vectors, near } = readByGensim(file, format);
  expect(Object.keys(vectors)).toEqual(Object.keys(ours));
  for (const [id, vector] of Object.entries(vectors)) {
    expect(Float32Array.from(vector)).toEqual(Float32Array.from(ours[id]));
  }
  const asked = await apps['most-similar'].train(folder, [
    'word2vec',
    Object.keys(ours)[0],
    '--top-k',
    '3',
    '--json',
  ]);
  const { found }: { found: { id: string }[] } = JSON.parse(asked.stdout);
  expect(found.map(({ id }) => id)).toEqual(near);

  const exported = path.join(folder, `exported.${format}`);
  const exportArgs = ['word2vec', '--out', exported, '--format', format];
  expectSuccess(await apps['export-vectors'].train(folder, exportArgs));
  expect(readFileSync(exported).equals(readFileSync(file))).toBe(true);
});
