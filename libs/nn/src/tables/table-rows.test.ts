import fc from 'fast-check';
import { expectClose } from '../../testing/expect-close';
import { RandomStream } from '../random/random-stream';
import { KernelRows } from './kernel-rows';
import { PlainRows } from './plain-rows';
import { RowGradients } from './row-gradients';
import { rowOptimizer } from './row-optimizer';
import { createTableRows, type TableRows } from './table-rows';

const ROWS = 50;

function filled<T extends TableRows>(rows: T, seed: number): T {
  const random = new RandomStream(seed, 1);
  rows.values.forEach((_, i) => (rows.values[i] = random.normal()));
  return rows;
}

/** The same table in both forms. */
function bothForms(dim: number, memoryPerValue: number): readonly TableRows[] {
  return [new PlainRows(ROWS, dim, memoryPerValue), createTableRows(ROWS, dim, memoryPerValue)].map(rows =>
    filled(rows, dim),
  );
}

test('a table is in a kernel, unless that has no room for it', () => {
  expect(createTableRows(ROWS, 4, 2)).toBeInstanceOf(KernelRows);
  expect(KernelRows.create(2 ** 24, 64, 2)).toBeNull();
});

/** Some bags have more ids than a kernel takes at once, and some batches more bags. */
const bagSizes = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.nat(6), { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom([5_000, 2], [0, 4_096, 3], Array<number>(600).fill(1)) },
);

test('both forms pool bags alike', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      bagSizes,
      fc.nat(3),
      fc.constantFrom(1, 0.3),
      (dim, sizes, skipped, scale) => {
        const pooling = ['mean', 'sum', 'mean'] as const;
        let end = 0;
        const ends = Int32Array.from(sizes, size => (end += size));
        const rows = Int32Array.from({ length: end }, (_, i) => (i * 7) % ROWS);
        const firstBag = Math.min(skipped, sizes.length);
        const bags = { rows, ends, pooling, firstBag, endBag: sizes.length };
        const [plain, kernel] = bothForms(dim, 0).map(table => {
          const out = new Float32Array(sizes.length * dim).fill(9);
          table.pool(bags, out, scale);
          return out;
        });
        expectClose(kernel, plain, 1e-3);
        expect([...kernel.subarray(0, firstBag * dim)].every(value => value === 9)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test.each(['lazy-adam', 'adagrad'] as const)('both forms follow %s alike', kind => {
  const optimizer = rowOptimizer({ kind });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.uniqueArray(fc.nat(ROWS - 1), { minLength: 1, maxLength: ROWS }),
      (dim, rows) => {
        const given = new Float32Array(2 * rows.length * dim);
        const random = new RandomStream(rows.length, 2);
        given.forEach((_, i) => (given[i] = random.normal()));
        const gradients = new RowGradients(dim);
        gradients.begin(rows.length, given);
        rows.forEach((_, i) => {
          gradients.start(i, i * dim, 1);
          if (i % 3 === 0) gradients.add(i, (rows.length + i) * dim, 0.5);
        });
        const [plain, kernel] = bothForms(dim, optimizer.memoryPerValue);
        for (const step of [1, 2, 3]) {
          const rule = optimizer.update({ step, learningRate: 0.01 });
          for (const table of [plain, kernel])
            table.update(rule, Int32Array.from(rows), gradients, rows.length);
        }
        expectClose(kernel.values, plain.values, 1e-5);
        expectClose(kernel.memory, plain.memory, 1e-5);
      },
    ),
  );
});
