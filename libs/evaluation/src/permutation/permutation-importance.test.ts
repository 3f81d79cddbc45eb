import { permutationImportance } from './permutation-importance';

const FEATURES = [
  { name: 'used', start: 0, width: 1 },
  { name: 'sequence', start: 1, width: 2 },
  { name: 'idle', start: 3, width: 1 },
];
const WIDTH = 4;
const ROWS = 400;

/** Numbers that look like chance, the same in each run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const encodedRows = (): Float32Array => Float32Array.from({ length: ROWS * WIDTH }, randomOf(5));
const answer = (encoded: Float32Array, row: number): number =>
  3 * encoded[row * WIDTH] + encoded[row * WIDTH + 1] * encoded[row * WIDTH + 2];

test('a feature is worth what is lost when its values are dealt to other rows', async () => {
  const encoded = encodedRows();
  const before = encoded.slice();
  const labels = Array.from({ length: ROWS }, (_, row) => answer(encoded, row));
  const { rows, measures, features } = await permutationImportance(
    { encoded, width: WIDTH, features: FEATURES },
    [
      { name: 'error', worseIf: 'more' },
      { name: 'agreement', worseIf: 'less' },
    ],
    randomOf(7),
    async permuted => {
      const errors = labels.map((label, row) => Math.abs(label - answer(permuted, row)));
      const error = errors.reduce((sum, each) => sum + each, 0) / ROWS;
      return [error, 1 - error];
    },
  );
  expect(rows).toBe(ROWS);
  expect(measures.map(({ whole }) => whole)).toEqual([0, 1]);
  const [used, sequence, idle] = features.map(({ harm }) => harm);
  // The mean distance of two numbers that are drawn evenly from 0 to 1 is a third.
  expect(used[0]).toBeGreaterThan(0.9);
  expect(used[0]).toBeLessThan(1.1);
  expect(sequence[0]).toBeGreaterThan(0.1);
  expect(sequence[0]).toBeLessThan(used[0]);
  expect(idle).toEqual([0, 0]);
  expect(used[1]).toBeCloseTo(used[0]);
  expect(encoded).toEqual(before);
});

test('the columns of a feature stay together, and each row is dealt once', async () => {
  const encoded = Float32Array.from({ length: 40 }, (_, i) => i);
  const seen: number[][] = [];
  await permutationImportance(
    { encoded, width: 4, features: [{ name: 'pair', start: 1, width: 2 }] },
    [],
    randomOf(3),
    async permuted => {
      seen.push([...permuted]);
      return [];
    },
  );
  const [, dealt] = seen;
  const pairs = Array.from({ length: 10 }, (_, row) => dealt.slice(row * 4 + 1, row * 4 + 3));
  for (const [first, second] of pairs) expect(second).toBe(first + 1);
  expect(pairs.map(([first]) => first).sort((a, b) => a - b)).toEqual([1, 5, 9, 13, 17, 21, 25, 29, 33, 37]);
  expect(pairs.map(([first]) => first)).not.toEqual([1, 5, 9, 13, 17, 21, 25, 29, 33, 37]);
  for (let row = 0; row < 10; row++)
    expect([dealt[row * 4], dealt[row * 4 + 3]]).toEqual([row * 4, row * 4 + 3]);
});

test('what is made of several features is made anew', async () => {
  const encoded = Float32Array.from({ length: 30 }, (_, i) => (i % 3 === 2 ? 0 : i));
  const sums = (values: Float32Array, rows: number): void => {
    for (let row = 0; row < rows; row++) values[row * 3 + 2] = values[row * 3] + values[row * 3 + 1];
  };
  sums(encoded, 10);
  const seen: number[][] = [];
  await permutationImportance(
    { encoded, width: 3, features: [{ name: 'one', start: 0, width: 1 }], derive: sums },
    [],
    randomOf(3),
    async permuted => {
      seen.push([...permuted]);
      return [];
    },
  );
  const [before, dealt] = seen;
  const column = (values: readonly number[], at: number) => values.filter((_, i) => i % 3 === at);
  expect(column(dealt, 2)).not.toEqual(column(before, 2));
  expect(column(dealt, 2)).toEqual(column(dealt, 0).map((one, row) => one + column(before, 1)[row]));
});
