import { sampleNegatives } from './sample-negatives';

/** Every tenth row is positive; the odd ones are to train on. */
const labels = Float32Array.from({ length: 20_000 }, (_, row) => Number(row % 10 === 1));
const rows = Uint32Array.from({ length: 10_000 }, (_, i) => 2 * i + 1);

test('keeps all positive rows and about the share of the others, in their order', () => {
  const { rows: left, leftOut, kept, of, offset } = sampleNegatives(rows, labels, 0.25, 42);
  expect(of).toBe(8_000);
  expect(Math.abs(kept - 2_000)).toBeLessThan(150);
  expect(left).toHaveLength(2_000 + kept);
  expect(left.filter(row => labels[row] === 1)).toHaveLength(2_000);
  expect(left).toEqual(left.slice().sort());
  expect(Uint32Array.of(...left, ...leftOut).sort()).toEqual(rows);
  expect(offset).toBeCloseTo(Math.log(8_000 / kept), 12);
});

test('the seed decides which', () => {
  const of = (seed: number) => sampleNegatives(rows, labels, 0.25, seed).rows;
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});

test('the odds among all rows are those among the rows that are left, less the offset', () => {
  const { rows: left, offset } = sampleNegatives(rows, labels, 0.1, 7);
  const logOdds = (some: Uint32Array) => {
    const positive = some.filter(row => labels[row] === 1).length;
    return Math.log(positive / (some.length - positive));
  };
  expect(logOdds(left) - offset).toBeCloseTo(logOdds(rows), 12);
});

test('a share that keeps none is refused', () => {
  expect(() => sampleNegatives(rows.subarray(0, 20), labels, 1e-9, 1)).toThrow(
    '--negative-share 1e-9 keeps none of the 16 rows to train on with label 0: give a larger share.',
  );
});
