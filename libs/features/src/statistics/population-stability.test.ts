import fc from 'fast-check';
import { CategoryTally, NumberTally } from './histogram-tally';
import type { NumberHistogram } from './histogram';
import { populationStability } from './population-stability';

const histogram = (counts: readonly number[], missing = 0): NumberHistogram => ({
  edges: counts.slice(1).map((_, i) => i),
  counts,
  missing,
});

test('is the sum over the bins', () => {
  const { psi } = populationStability(histogram([50_000, 50_000]), histogram([60_000, 40_000])) ?? {
    psi: NaN,
  };
  // (0.6 − 0.5) · ln(0.6 / 0.5) + (0.4 − 0.5) · ln(0.4 / 0.5)
  expect(psi).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 5);
});

const counts = fc.array(fc.nat(1000), { minLength: 3, maxLength: 8 });

test('is 0 for equal shares, positive for others, and the same both ways', () =>
  fc.assert(
    fc.property(counts, fc.nat(50), fc.integer({ min: 1, max: 9 }), (some, missing, times) => {
      const a = histogram(some, missing + 1);
      const b = histogram([...some].reverse(), missing * times);
      const [ab, ba] = [populationStability(a, b), populationStability(b, a)];
      fc.pre(ab !== null && ba !== null);
      expect(ab.psi).toBeCloseTo(ba.psi, 9);
      expect(ab.psi).toBeGreaterThanOrEqual(0);
      expect(populationStability(a, a)?.psi).toBe(0);
    }),
  ));

test('a bin that only one of them has makes it large, not infinite', () => {
  const { psi } = populationStability(histogram([1000, 0]), histogram([0, 1000])) ?? { psi: NaN };
  expect(psi).toBeGreaterThan(5);
  expect(Number.isFinite(psi)).toBe(true);
});

test('rows without a value are a bin, too', () => {
  const { psi } = populationStability(histogram([500, 500]), histogram([250, 250], 500)) ?? { psi: NaN };
  expect(psi).toBeGreaterThan(1);
});

test('without rows there is nothing to compare, and other bins cannot be compared', () => {
  expect(populationStability(histogram([1, 2]), histogram([0, 0]))).toBeNull();
  expect(() => populationStability(histogram([1, 2]), histogram([1, 2, 3]))).toThrow(RangeError);
});

test('rows drawn alike differ by what is told of chance', () => {
  let state = 7;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const expected = histogram([4000, 3000, 2000, 1000], 500);
  const differences = Array.from({ length: 400 }, () => {
    const tally = new NumberTally(expected);
    for (let row = 0; row < 200; row++) {
      const at = random() * 10_500;
      tally.add(at < 4000 ? 0 : at < 7000 ? 1 : at < 9000 ? 2 : at < 10_000 ? 3 : NaN);
    }
    return populationStability(expected, tally.histogram()) ?? { psi: NaN, byChance: NaN };
  });
  const mean = differences.reduce((sum, { psi }) => sum + psi, 0) / differences.length;
  expect(mean / differences[0].byChance).toBeGreaterThan(0.85);
  expect(mean / differences[0].byChance).toBeLessThan(1.15);
});

test('values of a category are sorted by name, new ones to the others', () => {
  const trained = { values: ['a', 'b'], counts: [3, 1], others: 2, missing: 0 };
  const tally = new CategoryTally(trained);
  for (const value of ['a', 'b', 'b', 'new', '', null]) tally.add(value);
  expect(tally.histogram()).toEqual({ values: ['a', 'b'], counts: [1, 2], others: 1, missing: 2 });
});
