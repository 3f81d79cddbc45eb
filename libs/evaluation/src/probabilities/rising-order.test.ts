import fc from 'fast-check';
import { risingOrder } from './rising-order';

/** Long enough for the radix sort. */
const LENGTH = 5000;

function repeated(seeds: readonly number[]): number[] {
  return Array.from({ length: LENGTH }, (_, i) => seeds[(i * 7) % seeds.length]);
}

function expectedOrder(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
}

test('doubles of any sign and size come out in stable rising order', () =>
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 100 }),
      seeds => {
        const values = repeated([...seeds, 0, -0, 5e-324, -5e-324, 1, 1 + Number.EPSILON]);
        expect([...risingOrder(values)]).toEqual(expectedOrder(values));
      },
    ),
    { numRuns: 30 },
  ));

test('so do float32 values, in a view of a larger buffer too', () =>
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 100 }),
      seeds => {
        const values = Float32Array.from([9, ...repeated([...seeds, 0, -0])]).subarray(1);
        expect([...risingOrder(values)]).toEqual(expectedOrder(values));
      },
    ),
    { numRuns: 30 },
  ));

test('an order is kept until the values are other ones', () => {
  const values = Float32Array.from({ length: LENGTH }, (_, i) => (i * 7) % 11);
  const order = risingOrder(values);
  expect(risingOrder(values)).toBe(order);
  for (const [row, value] of [
    [LENGTH - 1, -1],
    [0, 20],
    [3, 3],
  ]) {
    values[row] = value;
    expect([...risingOrder(values)]).toEqual(expectedOrder(values));
  }
});

test('few values, and none', () => {
  expect([...risingOrder([3, 1, 2, 1])]).toEqual([1, 3, 2, 0]);
  expect([...risingOrder([])]).toEqual([]);
});
