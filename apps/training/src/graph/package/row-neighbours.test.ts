import { createVocabulary } from '@reckit/embedding';
import { rowNeighbours } from './row-neighbours';

test('neighbours go by the rows of the vectors, and those without one are left out', () => {
  // a-b, a-c, b-d; of which c is too rare, and d the most frequent.
  const neighbours = { offsets: Uint32Array.of(0, 2, 4, 5, 6), indices: Uint32Array.of(1, 2, 0, 3, 0, 1) };
  const vocabulary = createVocabulary(['a', 'b', 'c', 'd'], [5, 7, 1, 9], 2);
  expect(vocabulary.words).toEqual(['d', 'b', 'a']);
  const { starts, targets } = rowNeighbours(neighbours, vocabulary);
  expect([...starts]).toEqual([0, 1, 3, 4]);
  expect([...targets]).toEqual([1, 0, 2, 1]);
});
