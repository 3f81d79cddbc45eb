import { sampleBehaviorData } from './behavior';
import { sampleCorpus } from './corpus';

const { rowCount, columns } = sampleBehaviorData({ rows: 500, seed: 42 });
const [users, texts] = columns.map(({ values }) => Array.from<unknown>(values).map(String));
const sequences = texts.map(text => text.split(','));

test('a row for each user, of 5 to 50 of 200 items', () => {
  expect(columns.map(({ name }) => name)).toEqual(['user_id', 'sequence']);
  expect(new Set(users).size).toBe(rowCount);
  const lengths = sequences.map(sequence => sequence.length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([5, 50]);
  expect(new Set(sequences.flat()).size).toBe(200);
});

test('most of a sequence is of one group, and users like all of the groups', () => {
  const mostOf = sequences.map(sequence => {
    const counts = new Map<string, number>();
    for (const item of sequence) counts.set(item.slice(0, -4), (counts.get(item.slice(0, -4)) ?? 0) + 1);
    return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  });
  const share = mostOf.reduce((sum, [, count]) => sum + count, 0) / sequences.flat().length;
  expect(share).toBeGreaterThan(0.8);
  expect(new Set(mostOf.map(([group]) => group)).size).toBe(10);
});

test('sentences have 3 to 15 words of a small vocabulary, and words of a topic stand together', () => {
  const sentences = sampleCorpus({ rows: 2_000, seed: 42 }).map(line => line.split(' '));
  const lengths = sentences.map(({ length }) => length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([3, 15]);
  expect(new Set(sentences.flat()).size).toBe(90);
  const withCoffee = sentences.filter(words => words.includes('coffee'));
  const share = (word: string): number =>
    withCoffee.filter(words => words.includes(word)).length / withCoffee.length;
  expect(share('espresso')).toBeGreaterThan(3 * share('guitar'));
});

test('the same seed gives the same data', () => {
  expect(sampleBehaviorData({ rows: 9, seed: 1 })).toEqual(sampleBehaviorData({ rows: 9, seed: 1 }));
  expect(sampleCorpus({ rows: 9, seed: 1 })).not.toEqual(sampleCorpus({ rows: 9, seed: 2 }));
});
