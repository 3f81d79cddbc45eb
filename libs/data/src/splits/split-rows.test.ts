import fc from 'fast-check';
import { randomSplit, stratifiedSplit, takeRows } from './split-rows';

const fractions = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test('a stratified split leaves out no row and holds out the share of each label', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, -0, 1, 2.5, NaN), { maxLength: 300 }),
      fractions,
      fc.nat(),
      (labels, fraction, seed) => {
        const { train, validation } = stratifiedSplit(labels, fraction, seed);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
        for (const label of [0, 1, 2.5, NaN]) {
          const same = (row: number): boolean => [label].includes(labels[row] + 0);
          const total = labels.filter((_, row) => same(row)).length;
          const held = [...validation].filter(same).length;
          if (total < 2) expect(held).toBe(0);
          else {
            expect(held).toBeGreaterThan(0);
            expect(held).toBeLessThan(total);
            expect(Math.abs(held - total * fraction)).toBeLessThanOrEqual(1);
          }
        }
      },
    ),
  ));

test('a random split leaves out no row and holds out the share', () =>
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fractions, fc.nat(), (rowCount, fraction, seed) => {
      const { train, validation } = randomSplit(rowCount, fraction, seed);
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...Array(rowCount).keys()]);
      expect(Math.abs(validation.length - rowCount * fraction)).toBeLessThanOrEqual(1);
      if (rowCount > 1) expect(Math.min(train.length, validation.length)).toBeGreaterThan(0);
    }),
  ));

test('the seed decides the split, and its order is not that of the labels', () => {
  const labels = Float32Array.from({ length: 1000 }, (_, row) => (row < 500 ? 0 : 1));
  const split = stratifiedSplit(labels, 0.2, 42);
  expect(stratifiedSplit(labels, 0.2, 42)).toEqual(split);
  expect(stratifiedSplit(labels, 0.2, 43)).not.toEqual(split);
  const firstHalf = split.train.subarray(0, 400);
  expect(Math.abs(firstHalf.filter(row => row < 500).length - 200)).toBeLessThan(50);
});

test.each([0, 1, -0.1, NaN])('%s is no fraction', fraction => {
  expect(() => stratifiedSplit([0, 1], fraction, 1)).toThrow(RangeError);
  expect(() => randomSplit(2, fraction, 1)).toThrow(RangeError);
});

test('rows are taken in the order given, repeated if need be', () => {
  const matrix = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(takeRows(matrix, 2, Uint32Array.of(2, 0, 2))).toEqual(Float32Array.of(5, 6, 1, 2, 5, 6));
  expect(takeRows(matrix, 1, [5])).toEqual(Float32Array.of(6));
});
