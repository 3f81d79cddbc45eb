import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readWord2vec } from '@reckit/embedding';
import { readManifest } from '@reckit/artifacts';
import { expectSuccess, trainingApp } from '../../../../service-testing/programs/training-app';

const app = trainingApp('item2vec');
const FIXTURES = path.resolve(__dirname, '../../../fixtures');
const SENTENCES = path.resolve(__dirname, '../../../../../libs/embedding/fixtures/gensim/corpus.txt');

interface Vocabulary {
  readonly dim: number;
  readonly words: readonly (readonly [string, number])[];
}

test.each([
  ['item2vec', 'behavior.csv', { sequences: 300, held_out: 300 }],
  ['word2vec', 'corpus.txt', { sentences: 800 }],
] as const)(
  '%s has the words of gensim, as often as they are there, the most frequent first',
  async (mode, file, described) => {
    const folder = app.newFolder();
    copyFileSync(path.join(FIXTURES, mode, file), path.join(folder, file));
    const out = `model/${mode}_vectors.json`;
    const args = ['--mode', mode, '--data', file, '--epochs', '5', '--workers', '1', '--out', out];
    expectSuccess(await app.train(folder, [...args, '--version', 'v1']));
    const { dim, words }: Vocabulary = JSON.parse(
      readFileSync(path.join(FIXTURES, mode, 'vocab.json'), 'utf8'),
    );
    const vectors: Record<string, number[]> = JSON.parse(readFileSync(path.join(folder, out), 'utf8'));
    const countOf = new Map(words);
    const ids = Object.keys(vectors);
    expect([...ids].sort()).toEqual([...countOf.keys()].sort());
    // Of those that are as frequent gensim's order is that of a sort which is not stable.
    expect(ids.map(word => countOf.get(word))).toEqual(words.map(([, count]) => count));
    expect(new Set(Object.values(vectors).map(({ length }) => length))).toEqual(new Set([dim]));
    const { data } = await readManifest(path.join(folder, 'model', mode, 'v1'));
    const all = words.reduce((sum, [, count]) => sum + count, 0);
    const total = mode === 'item2vec' ? data['events'] : data['words'];
    expect([total, data['vocabulary']]).toEqual([all, words.length]);
    expect(data).toMatchObject(described);
    const page = readFileSync(path.join(folder, 'model', mode, 'v1/report.html'), 'utf8');
    for (const word of ids.slice(0, 15)) {
      expect(page).toContain(`${word} <span class="amount">${countOf.get(word)}</span>`);
    }
  },
);

test('the same sentences give the same vectors, whatever they are read from', async () => {
  const folder = app.newFolder();
  const lines = readFileSync(SENTENCES, 'utf8').trim().split('\n');
  const tables = {
    'text.txt': lines.join('\n'),
    'table.csv': ['who,met', ...lines.map((line, i) => `u${i},"${line.replaceAll(' ', ',')}"`)].join('\n'),
    'table.jsonl': lines.map(line => JSON.stringify({ met: line.split(' ') })).join('\n'),
    'log.tsv': [
      'time\tuser_id\titem_id',
      ...lines.flatMap((line, i) => line.split(' ').map((word, j) => `${j}\tu${i}\t${word}`)),
    ].join('\n'),
  };
  const settings = ['--dim', '16', '--epochs', '1', '--window', '5', '--min-count', '1', '--lr', '0.025'];
  const vectors = [];
  for (const [file, text] of Object.entries(tables)) {
    writeFileSync(path.join(folder, file), text);
    const args = file.endsWith('.txt') ? ['--mode', 'word2vec'] : ['--hold-out', 'none'];
    if (file.startsWith('table')) args.push('--sequence-col', 'met');
    const out = path.join(folder, `${file}.bin`);
    expectSuccess(
      await app.train(folder, [...args, ...settings, '--data', file, '--out', out, '--version', file]),
    );
    vectors.push(await readWord2vec(out, 'binary'));
  }
  const [expected, ...others] = vectors;
  expect(expected.ids).toHaveLength(200);
  for (const table of others) expect(table).toEqual(expected);
});
