import * as fc from 'fast-check';
import { plainAdagrad, plainAdam, plainPool } from '../testing/plain-embedding-rows';
import { EmbeddingRowsKernel } from './embedding-rows';

const ROWS = 70;
const number = fc.float({ min: -4, max: 4, noNaN: true, noDefaultInfinity: true });
/** Below, at and beyond what is taken at once. */
const dim = fc.integer({ min: 1, max: 37 });

/** A table of numbers that follow from their places. */
function newTable(dim: number, memoryPerValue: number): EmbeddingRowsKernel {
  const table = new EmbeddingRowsKernel(ROWS, dim, memoryPerValue);
  table.values.forEach((_, i) => (table.values[i] = Math.fround(Math.sin(i))));
  table.memory.forEach((_, i) => (table.memory[i] = Math.fround(Math.abs(Math.cos(i)))));
  return table;
}

test('bags of rows are summed and divided', () => {
  const bags = fc.array(fc.array(fc.integer({ min: 0, max: ROWS - 1 }), { maxLength: 9 }), { maxLength: 12 });
  fc.assert(
    fc.property(
      dim,
      bags,
      fc.array(fc.constantFrom(1, 2, 7), { minLength: 12, maxLength: 12 }),
      (dim, bags, by) => {
        const table = newTable(dim, 0);
        table.ids.set(bags.flat());
        let end = 0;
        bags.forEach((rows, bag) => (table.ends[bag] = end += rows.length));
        table.divisors.set(by);
        table.pool(bags.length);
        expect([...table.vectors.subarray(0, bags.length * dim)]).toEqual(
          plainPool(table.values, dim, bags, by),
        );
      },
    ),
  );
});

/** Where two arrays differ, which is told faster than by a comparison of all that they are. */
function differing(actual: Float32Array, expected: Float32Array): number[] {
  return [...actual.keys()].filter(i => actual[i] !== expected[i]);
}

/** Rows in any order, and the gradient of each. */
const updates = (dim: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: ROWS - 1 }), { maxLength: ROWS }).chain(rows =>
    fc.tuple(
      fc.constant(rows),
      fc.array(fc.array(number, { minLength: dim, maxLength: dim }), {
        minLength: rows.length,
        maxLength: rows.length,
      }),
    ),
  );

test('rows are updated by Adam, others not', () => {
  const step = { rate: 0.01, smallest: 1e-8, keptMean: 0.9, keptSquare: 0.999 };
  fc.assert(
    fc.property(
      dim.chain(dim => fc.tuple(fc.constant(dim), updates(dim))),
      ([dim, [rows, gradients]]) => {
        const table = newTable(dim, 2);
        const expected = newTable(dim, 2);
        rows.forEach((row, i) => {
          const moments = [0, 1].map(k =>
            expected.memory.subarray((2 * row + k) * dim, (2 * row + k + 1) * dim),
          );
          plainAdam(
            expected.values.subarray(row * dim, (row + 1) * dim),
            [moments[0], moments[1]],
            gradients[i],
            step,
          );
        });
        table.ids.set(rows);
        table.vectors.set(gradients.flat());
        table.adam(rows.length, step);
        expect(differing(table.values, expected.values)).toEqual([]);
        expect(differing(table.memory, expected.memory)).toEqual([]);
      },
    ),
  );
});

test('rows are updated by Adagrad, others not', () => {
  const step = { rate: 0.01, epsilon: 1e-10 };
  fc.assert(
    fc.property(
      dim.chain(dim => fc.tuple(fc.constant(dim), updates(dim))),
      ([dim, [rows, gradients]]) => {
        const table = newTable(dim, 1);
        const expected = newTable(dim, 1);
        rows.forEach((row, i) => {
          const cells = [expected.values, expected.memory].map(array =>
            array.subarray(row * dim, (row + 1) * dim),
          );
          plainAdagrad(cells[0], cells[1], gradients[i], step);
        });
        table.ids.set(rows);
        table.vectors.set(gradients.flat());
        table.adagrad(rows.length, step);
        expect(differing(table.values, expected.values)).toEqual([]);
        expect(differing(table.memory, expected.memory)).toEqual([]);
      },
    ),
  );
});

test('a table beyond what a kernel can address is refused', () => {
  expect(() => new EmbeddingRowsKernel(2 ** 24, 64, 2)).toThrow('more than 4 GiB');
});
