import fc from 'fast-check';
import { isotonicBlocks, type IsotonicBlock } from './isotonic-blocks';

interface Row {
  readonly label: number;
  readonly score: number;
  readonly weight: number;
}

/** Few distinct scores, so that ties are common. */
const rows = fc.array(
  fc.record({
    label: fc.constantFrom(0, 1),
    score: fc.integer({ min: -4, max: 4 }),
    weight: fc.constantFrom(1, 1, 2, 0.5, 3),
  }),
  { minLength: 1, maxLength: 14 },
);

const blocksOf = (all: readonly Row[]): IsotonicBlock[] =>
  isotonicBlocks(
    all.map(({ label }) => label),
    all.map(({ score }) => score),
    all.map(({ weight }) => weight),
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The least weighted squares of any rising step function, by trying all ways to part the scores. */
function leastSquares(all: readonly Row[]): number {
  const scores = [...new Set(all.map(({ score }) => score))].sort((a, b) => a - b);
  let least = Infinity;
  for (let cuts = 0; cuts < 2 ** (scores.length - 1); cuts++) {
    const parts = new Map<number, Row[]>();
    let part = 0;
    scores.forEach((score, i) => {
      if (i > 0 && (cuts >> (i - 1)) & 1) part++;
      parts.set(part, [...(parts.get(part) ?? []), ...all.filter(row => row.score === score)]);
    });
    const means = [...parts.values()].map(
      own => sum(own.map(({ label, weight }) => label * weight)) / sum(own.map(({ weight }) => weight)),
    );
    if (means.some((mean, i) => i > 0 && mean < means[i - 1])) continue;
    least = Math.min(
      least,
      sum([...parts.values()].map((own, i) => sum(own.map(row => row.weight * (row.label - means[i]) ** 2)))),
    );
  }
  return least;
}

/** The blocks' own squares: rows are put into them from below until each has its weight. */
function squaresOf(blocks: readonly IsotonicBlock[], all: readonly Row[]): number {
  const rising = [...all].sort((a, b) => a.score - b.score);
  let next = 0;
  return sum(
    blocks.map(({ rate, weight }) => {
      let taken = 0;
      let squares = 0;
      while (taken < weight - 1e-9) {
        const row = rising[next++];
        taken += row.weight;
        squares += row.weight * (row.label - rate) ** 2;
      }
      expect(taken).toBeCloseTo(weight, 9);
      return squares;
    }),
  );
}

test('rates rise, and no rising function comes closer to the labels', () =>
  fc.assert(
    fc.property(rows, all => {
      const blocks = blocksOf(all);
      blocks.forEach(({ rate, score }, i) => {
        if (i === 0) return;
        expect(rate).toBeGreaterThan(blocks[i - 1].rate);
        expect(score).toBeGreaterThan(blocks[i - 1].score);
      });
      expect(squaresOf(blocks, all)).toBeCloseTo(leastSquares(all), 9);
    }),
    { numRuns: 300 },
  ));

test('nothing is lost: the weights and the share of label 1 are those of the rows', () =>
  fc.assert(
    fc.property(rows, all => {
      const blocks = blocksOf(all);
      expect(sum(blocks.map(({ weight }) => weight))).toBeCloseTo(sum(all.map(({ weight }) => weight)), 9);
      expect(sum(blocks.map(({ rate, weight }) => rate * weight))).toBeCloseTo(
        sum(all.map(({ label, weight }) => label * weight)),
        9,
      );
    }),
  ));

test('a row that weighs nothing has no part in it', () => {
  expect(isotonicBlocks([1, 0, 1], [1, 2, 3], [0, 1, 1])).toEqual([
    { score: 2, rate: 0, weight: 1 },
    { score: 3, rate: 1, weight: 1 },
  ]);
});
