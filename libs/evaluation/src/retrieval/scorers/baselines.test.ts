import fc from 'fast-check';
import { itemKnnScorer, type ItemKnnOptions } from './item-knn-scorer';
import { countItems, popularityScorer } from './popularity-scorer';
import type { Scorer } from './scorer';
import { listsFrom } from '../testing/lists';

const ITEMS = 8;

function allScores(scorer: Scorer): number[][] {
  const scores = new Float32Array(scorer.queryCount * scorer.itemCount).fill(NaN);
  scorer.score(0, scorer.queryCount, scores);
  return Array.from({ length: scorer.queryCount }, (_, query) => [
    ...scores.subarray(query * scorer.itemCount, (query + 1) * scorer.itemCount),
  ]);
}

test('popularity scores every query alike, by how often items were met', () => {
  const counts = countItems(listsFrom([[0, 2], [], [2, 2]]), 4);
  expect([...counts]).toEqual([1, 0, 3, 0]);
  expect(allScores(popularityScorer(counts, 2))).toEqual([
    [1, 0, 3, 0],
    [1, 0, 3, 0],
  ]);
  expect(() => countItems(listsFrom([[4]]), 4)).toThrow(
    'lists names item 4; the catalogue has 4 items, from 0.',
  );
});

const lists = fc.array(fc.array(fc.nat(ITEMS - 1), { maxLength: 15 }), { minLength: 1, maxLength: 8 });

/** Cosine of the sets of users, straight from the definition. */
function cosine(interactions: readonly number[][], a: number, b: number): number {
  const having = (...items: number[]) =>
    interactions.filter(list => items.every(item => list.includes(item))).length;
  return a === b || having(a, b) === 0 ? 0 : having(a, b) / Math.sqrt(having(a) * having(b));
}

function knnOf(options: ItemKnnOptions): Scorer {
  const scorer = itemKnnScorer(options);
  if (scorer === null) throw new Error('expected few enough pairs');
  return scorer;
}

test('item-kNN sums the cosines to the last events of a history', () =>
  fc.assert(
    fc.property(lists, lists, fc.integer({ min: 1, max: 12 }), (interactions, histories, lastEvents) => {
      const scorer = knnOf({
        itemCount: ITEMS,
        interactions: listsFrom(interactions),
        histories: listsFrom(histories),
        lastEvents,
      });
      allScores(scorer).forEach((scores, query) =>
        scores.forEach((score, item) => {
          const expected = histories[query]
            .slice(-lastEvents)
            .reduce((sum, event) => sum + cosine(interactions, event, item), 0);
          expect(Math.abs(score - expected)).toBeLessThan(1e-5);
        }),
      );
    }),
  ));

test('of many neighbours the nearest are kept', () => {
  const interactions = listsFrom([
    [0, 1],
    [0, 1],
    [0, 2],
    [2, 3],
    [3, 0],
  ]);
  const [scores] = allScores(
    knnOf({ itemCount: 4, interactions, histories: listsFrom([[0]]), neighbours: 1 }),
  );
  expect(scores.map(score => score > 0)).toEqual([false, true, false, false]);
});

test('what would take too long or too much memory has no answer', () => {
  const options = { itemCount: 4, interactions: listsFrom([[0, 1, 2], [3]]), histories: listsFrom([[0]]) };
  expect(itemKnnScorer({ ...options, maxPairs: 10, maxKept: 2 })).not.toBeNull();
  expect(itemKnnScorer({ ...options, maxPairs: 9, maxKept: 2 })).toBeNull();
  expect(itemKnnScorer({ ...options, maxPairs: 10, maxKept: 1 })).toBeNull();
});

test('lists of items that the catalogue does not have are refused', () => {
  const known = listsFrom([[1]]);
  const foreign = listsFrom([[2]]);
  expect(() => itemKnnScorer({ itemCount: 2, interactions: foreign, histories: known })).toThrow(
    'interactions names item 2; the catalogue has 2 items, from 0.',
  );
  expect(() => itemKnnScorer({ itemCount: 2, interactions: known, histories: foreign })).toThrow(
    'histories names item 2; the catalogue has 2 items, from 0.',
  );
});
