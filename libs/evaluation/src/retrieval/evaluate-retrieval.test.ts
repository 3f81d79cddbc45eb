import fc from 'fast-check';
import { evaluateRetrieval } from './evaluate-retrieval';
import { listsFrom } from './testing/lists';
import type { Scorer } from './scorers/scorer';

const ITEMS = 12;

function scorerOf(rows: readonly (readonly number[])[]): Scorer {
  return {
    queryCount: rows.length,
    itemCount: rows[0].length,
    score: (first, count, scores) => scores.set(rows.slice(first, first + count).flat()),
  };
}

const query = fc.record({
  // Few values, so that most ranks are decided by ties.
  scores: fc.array(fc.constantFrom(-Infinity, -1, 0, 0.5, 1, Infinity), {
    minLength: ITEMS,
    maxLength: ITEMS,
  }),
  targets: fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: 5 }),
  exclude: fc.array(fc.nat(ITEMS - 1), { maxLength: 8 }),
});
const queries = fc
  .array(query, { minLength: 1, maxLength: 20 })
  .filter(all => all.some(({ targets }) => targets.length > 0));

/** The items that a query is given, best first: by a full sort, which is stable, so that lower rows come first. */
function givenItems({ scores, exclude }: { scores: number[]; exclude: number[] }): number[] {
  return [...scores.keys()]
    .filter(item => scores[item] > -Infinity && !exclude.includes(item))
    .sort((a, b) => (scores[a] === scores[b] ? 0 : scores[b] > scores[a] ? 1 : -1));
}

test('ranks, recall and coverage are those of a full sort', () =>
  fc.assert(
    fc.property(queries, fc.uniqueArray(fc.integer({ min: 1, max: 15 }), { minLength: 1 }), (all, ks) => {
      const result = evaluateRetrieval(scorerOf(all.map(({ scores }) => scores)), {
        targets: listsFrom(all.map(({ targets }) => targets)),
        exclude: listsFrom(all.map(({ exclude }) => exclude)),
        ks,
      });
      const given = all.map(givenItems);
      expect([...result.ranks]).toEqual(
        all.flatMap(({ targets }, i) => targets.map(target => given[i].indexOf(target) + 1)),
      );
      expect(result.byK.map(({ k }) => k)).toEqual([...ks].sort((a, b) => a - b));
      const used = all.flatMap(({ targets }, i) =>
        targets.length > 0 ? [{ targets, given: given[i] }] : [],
      );
      expect(result.queriesUsed).toBe(used.length);
      for (const { k, recall, hitRate, coverage } of result.byK) {
        const shares = used.map(
          ({ targets, given: items }) =>
            targets.filter(target => items.slice(0, k).includes(target)).length / targets.length,
        );
        expect(recall).toBeCloseTo(shares.reduce((sum, share) => sum + share, 0) / used.length, 12);
        expect(hitRate).toBeCloseTo(shares.filter(share => share > 0).length / used.length, 12);
        expect(coverage).toBeCloseTo(
          new Set(used.flatMap(({ given: items }) => items.slice(0, k))).size / ITEMS,
          12,
        );
      }
      expect(result.excludedTargets).toBe(
        all.flatMap(({ targets, exclude }) => targets.filter(target => exclude.includes(target))).length,
      );
    }),
  ));

test('queries beyond a block are ranked as those within it', () => {
  const rows = Array.from({ length: 600 }, (_, i) =>
    Array.from({ length: 5 }, (_item, item) => (i * 7 + item * 3) % 5),
  );
  const targets = Uint32Array.from(rows, (_, i) => i % 5);
  const { ranks } = evaluateRetrieval(scorerOf(rows), { targets });
  expect([...ranks]).toEqual(
    rows.map((scores, i) => 1 + scores.filter(score => score > scores[i % 5]).length),
  );
});

test('an item that is excluded is not found, even if it is the target, and makes room for others', () => {
  const scorer = scorerOf([[3, 2, 1]]);
  const exclude = listsFrom([[0]]);
  expect([...evaluateRetrieval(scorer, { targets: Uint32Array.of(1), exclude }).ranks]).toEqual([1]);
  const missed = evaluateRetrieval(scorer, { targets: Uint32Array.of(0), exclude, ks: [3] });
  expect(missed).toMatchObject({
    mrr: 0,
    excludedTargets: 1,
    byK: [{ k: 3, recall: 0, ndcg: 0, hitRate: 0 }],
  });
  expect(missed.byK[0].coverage).toBeCloseTo(2 / 3, 12);
});

test.each([
  [{ targets: Uint32Array.of(0) }, 'targets has 1 lists; expected 2, one a query.'],
  [{ targets: Uint32Array.of(0, 3) }, 'targets names item 3; the catalogue has 3 items, from 0.'],
  [{ targets: listsFrom([[1], [2, 2]]) }, 'targets names item 2 twice for query 1; expected each once.'],
  [{ targets: listsFrom([[], []]) }, 'No query has a target, so there is nothing to average.'],
  [{ exclude: listsFrom([[]]) }, 'exclude has 1 lists; expected 2, one a query.'],
  [{ ks: [] }, 'ks is empty; expected at least one k.'],
  [{ ks: [0] }, 'k is 0; expected a whole number from 1.'],
  [
    { targets: { offsets: Uint32Array.of(0, 2, 1), indices: Uint32Array.of(0) } },
    'targets.offsets[2] is less than the one before; expected them to rise.',
  ],
  [
    { targets: { offsets: Uint32Array.of(0, 1, 1), indices: Uint32Array.of(0, 1) } },
    'targets.offsets does not go from 0 to the number of indices, 2.',
  ],
])('a task that cannot be: %j', (part, message) => {
  const task = { targets: Uint32Array.of(0, 1), ...part };
  expect(() =>
    evaluateRetrieval(
      scorerOf([
        [1, 2, 3],
        [3, 2, 1],
      ]),
      task,
    ),
  ).toThrow(message);
});

test('a score that is no number is an error, not a bad rank', () => {
  expect(() =>
    evaluateRetrieval(
      scorerOf([
        [1, 2],
        [1, NaN],
      ]),
      { targets: Uint32Array.of(0, 0) },
    ),
  ).toThrow('The score of item 1 for query 1 is NaN; expected a number.');
});
