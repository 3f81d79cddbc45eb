import { itemKnnScorer } from './scorers/item-knn-scorer';
import { popularityScorer } from './scorers/popularity-scorer';
import { recallByHistoryLength } from './recall-by-history-length';
import { recallByPopularity } from './recall-by-popularity';
import { retrievalFindings } from './retrieval-findings';
import { listsFrom } from './testing/lists';

test('recall by popularity cuts the catalogue into parts of as many items, the most popular first', () => {
  const counts = [1, 100, 50, 3, 2, 40];
  const ranked = { targets: listsFrom([[1, 2], [5], [0], [1]]), ranks: Uint32Array.of(1, 9, 2, 30, 20) };
  expect(recallByPopularity(ranked, counts, 20, 3)).toEqual([
    { from: 50, to: 100, items: 2, count: 3, recall: 1 },
    { from: 3, to: 40, items: 2, count: 1, recall: 1 },
    { from: 1, to: 2, items: 2, count: 1, recall: 0 },
  ]);
  expect(recallByPopularity(ranked, counts, 5, 3).map(({ recall }) => recall)).toEqual([1 / 3, 1, 0]);
});

test('items of one popularity stay together, and parts without targets are left out', () => {
  const ranked = { targets: listsFrom([[0], [9]]), ranks: Uint32Array.of(1, 0) };
  expect(recallByPopularity(ranked, new Array(10).fill(7), 20)).toEqual([
    { from: 7, to: 7, items: 10, count: 2, recall: 0.5 },
  ]);
  const counts = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  expect(recallByPopularity(ranked, counts, 20).map(({ from, to }) => [from, to])).toEqual([
    [9, 9],
    [0, 0],
  ]);
});

test('recall by history averages over the queries of a length, from 1, 2 or 5 times a power of ten', () => {
  const lengths = [0, 1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 199, 1000];
  const targets = listsFrom(lengths.map(() => [0, 1]));
  const ranks = Uint32Array.from({ length: 2 * lengths.length }, (_, i) => (i % 4 === 1 ? 50 : 1));
  expect(recallByHistoryLength({ targets, ranks }, lengths, 20)).toEqual(
    [
      [0, 0, 1, 0.5],
      [1, 1, 1, 1],
      [2, 4, 2, 0.75],
      [5, 9, 2, 0.75],
      [10, 19, 2, 0.75],
      [20, 49, 2, 0.75],
      [50, 99, 2, 0.75],
      [100, 199, 2, 0.75],
      [1000, 1999, 1, 0.5],
    ].map(([from, to, count, recall]) => ({ from, to, count, recall })),
  );
});

test('queries without a target are in no part', () => {
  const ranked = { targets: listsFrom([[], [0]]), ranks: Uint32Array.of(1) };
  expect(recallByHistoryLength(ranked, [3, 8], 20)).toEqual([{ from: 5, to: 9, count: 1, recall: 1 }]);
});

test('findings hold the model and the baselines that there are, on the same queries', () => {
  const histories = listsFrom([[0, 1], [2], []]);
  const itemCounts = [3, 2, 1, 0];
  const findings = retrievalFindings({
    methods: [
      { name: 'model', scorer: popularityScorer([0, 1, 2, 3], 3) },
      { name: 'popularity', scorer: popularityScorer(itemCounts, 3) },
      {
        name: 'item-kNN',
        scorer: itemKnnScorer({ itemCount: 4, interactions: histories, histories, maxPairs: 1 }),
      },
    ],
    targets: Uint32Array.of(3, 3, 2),
    exclude: histories,
    itemCounts,
    historyLengths: [2, 1, 0],
    ks: [1, 2],
    k: 1,
  });
  expect(findings).toMatchObject({ k: 1, queries: 3, items: 4, excludedTargets: 0 });
  expect(findings.methods.map(({ name, byK }) => [name, byK.map(({ recall }) => recall)])).toEqual([
    ['model', [2 / 3, 1]],
    ['popularity', [0, 1 / 3]],
  ]);
  expect(findings.methods[0].byHistoryLength).toEqual([
    { from: 0, to: 0, count: 1, recall: 0 },
    { from: 1, to: 1, count: 1, recall: 1 },
    { from: 2, to: 4, count: 1, recall: 1 },
  ]);
  expect(() => retrievalFindings({ methods: [], targets: Uint32Array.of(), itemCounts })).toThrow(
    'There is no method to measure; expected at least one.',
  );
});
