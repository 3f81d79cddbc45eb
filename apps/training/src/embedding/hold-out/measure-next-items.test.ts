import { affordableQueries, measureNextItems } from './measure-next-items';
import { nextItems } from './next-items';

/** Two pairs that lie near each other, far from the other pair. */
const VECTORS = Float32Array.of(1, 0, 0.9, 0.1, 0, 5, 0.1, 5);
const QUERY = { model: 'item2vec', recent: 2, seenItems: 'exclude' as const, itemCounts: [9, 1, 5, 2] };

const numbered = (before: number[], target: number) => ({ before: Int32Array.from(before), target });
/** The words of the corpus lie the other way round, and the last one has no vector. */
const RANKS = Int32Array.of(3, 2, 1, 0, -2);

test('what comes next is looked for by the mean of the last vectors, each as long as the others', () => {
  // Of 2, then 3 (rows 1, 0): 1 is what lies beside them when they are left out; before them stands what is far.
  const held = [numbered([0, 4, 3], 2), numbered([3, 3, 1], 0)];
  const items = nextItems(held, RANKS);
  expect([...items.histories.offsets]).toEqual([0, 2, 5]);
  expect([...items.histories.indices]).toEqual([3, 0, 0, 0, 2]);
  expect([...items.targets]).toEqual([1, 3]);
  const last = measureNextItems({ vectors: VECTORS, dim: 2 }, items, { ...QUERY, recent: 1 });
  expect(last.excludesSeen).toBe(true);
  const [own, popularity] = last.findings.methods;
  expect([own.name, popularity.name]).toEqual(['item2vec', 'popularity']);
  expect(own.mrr).toBe(1);
  expect(popularity.mrr).toBeLessThan(1);
  // Each of the two last has the same weight, however long: the far one does not win.
  const two = measureNextItems({ vectors: VECTORS, dim: 2 }, items, QUERY);
  expect(two.findings.methods[0].mrr).toBeGreaterThan(0.5);
});

test('items of before are kept where they repeat', () => {
  const items = nextItems([numbered([3, 2], 3)], RANKS);
  const measured = measureNextItems({ vectors: VECTORS, dim: 2 }, items, { ...QUERY, seenItems: 'auto' });
  expect(measured.excludesSeen).toBe(false);
  expect(measured.findings.excludedTargets).toBe(0);
});

test('as many are ranked as take half a minute, and enough to tell something', () => {
  expect(affordableQueries(1_000, 100)).toBe(500_000);
  expect(affordableQueries(1_000_000, 128)).toBe(500);
});
