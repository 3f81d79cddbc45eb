import { BadEmbeddingInput } from '../errors';
import { TextCorpus } from './text-corpus';
import { NO_RANK } from './vocabulary';

test('the vocabulary has the words that are there often enough, the most frequent first', () => {
  const text = new TextCorpus();
  text.add(['a', 'b', 'c', 'b']);
  text.add([]);
  text.add(['b', 'c', 'd']);
  const { vocabulary } = text.finish(2);
  expect(vocabulary.words).toEqual(['b', 'c']);
  expect([...vocabulary.counts]).toEqual([3, 2]);
  expect([...vocabulary.ranks]).toEqual([NO_RANK, 0, 1, NO_RANK]);
  expect(text.words).toBe(7);
});

test('a word is any text', () => {
  const words = ['"a"', 'a,b', ' a', 'a b', '商品', '🦊', '', 'constructor', '__proto__'];
  const text = new TextCorpus();
  text.add(words);
  expect(text.finish(1).vocabulary.words).toEqual(words);
});

test('words that are counted belong to the corpus once they are added, all of them or some', () => {
  const text = new TextCorpus();
  const [first, second] = [text.numbered(['a', 'b', 'a']), text.numbered(['c', 'b'])];
  expect([[...first], [...second]]).toEqual([
    [0, 1, 0],
    [2, 1],
  ]);
  text.addNumbered(second);
  text.addNumbered(first.subarray(0, 2));
  text.addNumbered(first.subarray(0, 0));
  const { corpus, vocabulary } = text.finish(1);
  expect(vocabulary.words).toEqual(['a', 'b', 'c']);
  expect([...vocabulary.counts]).toEqual([2, 2, 1]);
  expect(text.words).toBe(5);
  expect([...text.counts]).toEqual([2, 2, 1]);
  expect(corpus.length).toBe(2 + 1 + 2 + 1);
});

test('an empty corpus, and one without a word that is frequent enough, are told', () => {
  expect(() => new TextCorpus().finish(1)).toThrow(
    new BadEmbeddingInput('There are no words: the corpus is empty.'),
  );
  const text = new TextCorpus();
  text.add(['x', '狐狸', '狐狸']);
  expect(() => text.finish(5)).toThrow(
    new BadEmbeddingInput(
      'Nothing is there 5 times: the most frequent of 2, "狐狸", is there 2 times. Lower the minimum count.',
    ),
  );
});
