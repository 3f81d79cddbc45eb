import fc from 'fast-check';
import { expectClose } from '../../testing/expect-close';
import { InvalidFeed, InvalidNetwork } from '../errors';
import type { StepSettings } from '../optimizers/optimizer';
import { uniform, zeros } from '../parameters/initializers';
import { EmbeddingTable } from './embedding-table';
import type { TableOptimizerSettings } from './row-optimizer';

const ROWS = 9;
const DIM = 3;

function newTable(
  optimizer: TableOptimizerSettings = { kind: 'lazy-adam' },
  seed = 1,
  l2 = 0,
): EmbeddingTable {
  return new EmbeddingTable({
    name: 'items',
    rows: ROWS,
    dim: DIM,
    optimizer,
    l2,
    initialise: uniform(1),
    seed,
  });
}

/** One value of a row and what its optimiser remembers of it. */
type Cell = { value: number; first: number; second: number };

/** Adam as in the paper, bias corrections written out. */
function adamReference(cell: Cell, gradient: number, step: number, learningRate: number): Cell {
  const first = 0.9 * cell.first + 0.1 * gradient;
  const second = 0.999 * cell.second + 0.001 * gradient ** 2;
  const [mean, square] = [first / (1 - 0.9 ** step), second / (1 - 0.999 ** step)];
  return { value: cell.value - (learningRate * mean) / (Math.sqrt(square) + 1e-8), first, second };
}

function adagradReference(cell: Cell, gradient: number, _step: number, learningRate: number): Cell {
  const first = cell.first + gradient ** 2;
  return {
    value: cell.value - (learningRate * gradient) / (Math.sqrt(first) + 1e-10),
    first,
    second: 0,
  };
}

const arbitraryGradient = fc.double({ min: -4, max: 4, noNaN: true });
const arbitraryBatch = fc
  .array(fc.integer({ min: -1, max: ROWS - 1 }), { maxLength: 20 })
  .chain(ids =>
    fc.tuple(
      fc.constant(ids),
      fc.array(arbitraryGradient, { minLength: ids.length * DIM, maxLength: ids.length * DIM }),
    ),
  );

test.each([
  { kind: 'lazy-adam', reference: adamReference },
  { kind: 'adagrad', reference: adagradReference },
] as const)(
  '$kind updates the rows of a batch as a plain reference does, others not at all',
  ({ kind, reference }) =>
    fc.assert(
      fc.property(fc.array(arbitraryBatch, { minLength: 1, maxLength: 6 }), batches => {
        const table = newTable({ kind });
        const cells = Array.from(table.values, (value): Cell => ({ value, first: 0, second: 0 }));
        batches.forEach(([ids, gradients], i) => {
          const before = table.values.slice();
          const settings = { step: 3 * i + 1, learningRate: 0.1 };
          table.apply(Int32Array.from(ids), Float32Array.from(gradients), settings);

          for (let row = 0; row < ROWS; row++) {
            for (let j = 0; j < DIM; j++) {
              const at = row * DIM + j;
              if (!ids.includes(row)) {
                expect(table.values[at]).toBe(before[at]);
                continue;
              }
              const gradient = ids.reduce(
                (sum, id, place) =>
                  id === row ? Math.fround(sum + Math.fround(gradients[place * DIM + j])) : sum,
                0,
              );
              cells[at] = reference(cells[at], gradient, settings.step, settings.learningRate);
              expect(Math.abs(table.values[at] - cells[at].value)).toBeLessThan(2e-5);
            }
          }
        });
      }),
    ),
);

/** Decay, then Adam, over every row of the table in each step; double precision. */
function denseStep(
  cells: Cell[],
  touched: ReadonlyMap<number, readonly number[]>,
  at: StepSettings,
  l2: number,
) {
  cells.forEach((cell, i) => {
    const decayed = { ...cell, value: cell.value * (1 - at.learningRate * l2) };
    const gradients = touched.get(Math.floor(i / DIM));
    cells[i] = gradients ? adamReference(decayed, gradients[i % DIM], at.step, at.learningRate) : decayed;
  });
}

test('decay of the rows of no batch is made up: as if each step had gone over the whole table', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(arbitraryBatch, fc.constantFrom('read', 'pool', 'keep', 'nothing')), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.constantFrom(0.01, 1, 9),
      (steps, l2) => {
        const table = newTable({ kind: 'lazy-adam' }, 1, l2);
        const cells = Array.from(table.values, (value): Cell => ({ value, first: 0, second: 0 }));
        steps.forEach(([[ids, gradients], between], i) => {
          const at = { step: i + 1, learningRate: 0.1 / (i + 1) };
          const distinct = ids.filter((id, place) => id >= 0 && ids.indexOf(id) === place);
          const given = distinct.map((_, place) =>
            Array.from(gradients.slice(place * DIM, (place + 1) * DIM), Math.fround),
          );
          table.apply(Int32Array.from(distinct), Float32Array.from(given.flat()), at);
          denseStep(cells, new Map(distinct.map((id, place) => [id, given[place]])), at, l2);
          const expected = cells.map(({ value }) => value);
          if (between === 'read') expectClose(table.values, expected, 2e-5);
          if (between === 'keep') {
            const kept = new Float32Array(ROWS * DIM);
            table.copyValues(kept);
            expectClose(kept, expected, 2e-5);
          }
          if (between === 'pool') {
            const pooled = new Float32Array(DIM);
            const [rows, ends] = [Int32Array.of(2, 7), Int32Array.of(2)];
            table.pool({ rows, ends, pooling: ['mean'], firstBag: 0, endBag: 1 }, pooled);
            expectClose(
              pooled,
              [0, 1, 2].map(j => (expected[2 * DIM + j] + expected[7 * DIM + j]) / 2),
              2e-5,
            );
          }
        });
        const gathered = new Float32Array(ROWS * DIM);
        table.gather(
          Int32Array.from({ length: ROWS }, (_, row) => row),
          gathered,
        );
        expectClose(
          gathered,
          cells.map(({ value }) => value),
          2e-5,
        );
      },
    ),
  ));

test('decay goes on for ever without running out of numbers', () => {
  const table = newTable({ kind: 'lazy-adam' }, 1, 0.5);
  for (let step = 1; step <= 200; step++) {
    table.apply(Int32Array.of(0), Float32Array.of(1, 1, 1), { step, learningRate: 1 });
  }
  // Each step halves a value and then takes 1 away, which ends at −2.
  for (const value of table.values.subarray(0, DIM)) expect(value).toBeCloseTo(-2, 1);
  for (const value of table.values.subarray(DIM)) expect(Math.abs(value)).toBeLessThan(1e-30);
});

test('refuses a decay that leaves nothing', () => {
  const table = newTable({ kind: 'adagrad' }, 1, 100);
  expect(() => {
    table.apply(Int32Array.of(0), Float32Array.of(1, 1, 1), { step: 1, learningRate: 0.01 });
  }).toThrow(
    'A learning rate of 0.01 with a decay of 100 leaves nothing of the embeddings: lower --l2-embedding',
  );
});

test('the gradients of one row are summed, and the row is updated once', () => {
  const [summed, single] = [newTable(), newTable()];
  const settings = { step: 1, learningRate: 0.1 };
  summed.apply(Int32Array.of(4, 2, 4), Float32Array.of(1, 2, 3, 9, 9, 9, 10, 20, -3), settings);
  single.apply(Int32Array.of(4, 2), Float32Array.of(11, 22, 0, 9, 9, 9), settings);
  expect(summed.read()).toEqual(single.read());
});

test('gathers rows in any order, and zeros for −1', () => {
  const table = newTable();
  const out = new Float32Array(3 * DIM).fill(7);
  table.gather(Int32Array.of(8, -1, 0), out);
  expect(out).toEqual(
    Float32Array.of(...table.values.subarray(8 * DIM), 0, 0, 0, ...table.values.subarray(0, DIM)),
  );
});

test('refuses ids that are no rows', () => {
  const table = newTable();
  const message =
    'The table "items" has 9 rows, and row 9 was asked for (the first is 0): ' +
    'encode the data with the features that the table was made for.';
  expect(() => table.gather(Int32Array.of(9), new Float32Array(DIM))).toThrow(new InvalidFeed(message));
  const apply = () => table.apply(Int32Array.of(-2), new Float32Array(DIM), { step: 1, learningRate: 1 });
  expect(apply).toThrow('row -2 was asked for');
});

test('initial values follow from seed and name', () => {
  expect(newTable().values).toEqual(newTable().values);
  expect(newTable(undefined, 2).values).not.toEqual(newTable().values);
});

test.each([0, 0.7])('goes on from what was read to the bit, with a decay of %d', l2 => {
  const [table, resumed] = [newTable(undefined, 1, l2), newTable(undefined, 2, l2)];
  const step = (each: EmbeddingTable, step: number) =>
    each.apply(Int32Array.of(1, 5), Float32Array.of(1, 2, 3, 4, 5, 6), { step, learningRate: 0.1 });
  step(table, 1);
  resumed.write(structuredClone(table.read()));
  for (const each of [table, resumed]) step(each, 2);
  expect(resumed.read()).toEqual(table.read());
});

test('refuses the state of another table or optimiser', () => {
  expect(() => newTable().write(newTable({ kind: 'adagrad' }).read())).toThrow(
    'The table "items" takes 27 values and 54 of its optimiser, not 27 and 27',
  );
});

test.each([0, 1.5])('has no %s rows', rows => {
  const create = () =>
    new EmbeddingTable({
      name: 'items',
      rows,
      dim: 2,
      optimizer: { kind: 'adagrad' },
      initialise: zeros,
      seed: 1,
    });
  expect(create).toThrow(
    new InvalidNetwork(`The table "items" has ${rows} rows: give a whole number, 1 or more.`),
  );
});
