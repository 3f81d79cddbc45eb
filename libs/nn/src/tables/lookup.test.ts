import fc from 'fast-check';
import { InvalidFeed } from '../errors';
import { uniform } from '../parameters/initializers';
import { bagColumns, type BagColumns } from './bag-columns';
import { EmbeddingTable } from './embedding-table';
import { Lookup } from './lookup';

const DIM = 2;
const IDS = 5;
const WIDTH = 9;
/** A number in column 0, a category, and two sequences of other lengths and poolings. */
const BAGS: readonly BagColumns[] = [
  { start: 1, width: 1, firstRow: 0, pooling: 'sum' },
  { start: 2, width: 4, firstRow: IDS, pooling: 'mean' },
  { start: 6, width: 3, firstRow: 2 * IDS, pooling: 'sum' },
  // The second once more, by its last two ids that are known.
  { start: 2, width: 4, firstRow: IDS, pooling: 'mean', recent: 2, firstId: 1 },
];
const VALUES = BAGS.length * DIM;
const STEP = { step: 2, learningRate: 0.1 };

function newTable(l2 = 0): EmbeddingTable {
  const optimizer = { kind: 'adagrad' } as const;
  return new EmbeddingTable({
    name: 'fields',
    rows: 3 * IDS,
    dim: DIM,
    optimizer,
    l2,
    initialise: uniform(1),
    seed: 1,
  });
}

/** The table's rows of a bag, found in the plainest way. */
function rowsOfBag(encoded: Float32Array, row: number, bag: BagColumns): number[] {
  const { start, width, firstRow, firstId = 0, recent = width } = bag;
  const ids = Array.from(encoded.subarray(row * WIDTH + start, row * WIDTH + start + width));
  return ids
    .filter(id => id >= firstId)
    .slice(-recent)
    .map(id => firstRow + id);
}

const arbitraryId = fc.integer({ min: -1, max: IDS - 1 });
const arbitraryEncoded = fc
  .array(fc.array(arbitraryId, { minLength: WIDTH, maxLength: WIDTH }), { minLength: 1, maxLength: 40 })
  .map(rows => Float32Array.from(rows.flat()));
const arbitraryBatch = arbitraryEncoded.chain(encoded =>
  fc.tuple(
    fc.constant(encoded),
    fc
      .array(fc.integer({ min: 0, max: encoded.length / WIDTH - 1 }), { maxLength: 40 })
      .map(rows => Uint32Array.from(rows)),
  ),
);

test('a slot is the sum or the mean of the rows of its bag, and zeros if it is empty', () =>
  fc.assert(
    fc.property(arbitraryBatch, ([encoded, rows]) => {
      const table = newTable();
      const out = new Float32Array(rows.length * BAGS.length * DIM + 1).fill(7);
      new Lookup({ table, encoded, width: WIDTH, bags: BAGS }).gather(rows, out);
      const expected = Array.from(rows).flatMap(row =>
        BAGS.flatMap(bag => {
          const tableRows = rowsOfBag(encoded, row, bag);
          const divisor = bag.pooling === 'mean' ? Math.max(1, tableRows.length) : 1;
          return [0, 1].map(j => tableRows.reduce((sum, r) => sum + table.values[r * DIM + j], 0) / divisor);
        }),
      );
      expected.forEach((value, i) => expect(out[i]).toBeCloseTo(value, 5));
      expect(out.at(-1)).toBe(7);
    }),
  ));

test('a settled lookup gives to the bit what is exported, and changes no bit of the table', () =>
  fc.assert(
    fc.property(arbitraryBatch, fc.constantFrom(0, 0.3, 1.7), ([encoded, rows], l2) => {
      const [table, exported] = [newTable(l2), newTable()];
      const batches = { encoded, width: WIDTH, bags: BAGS };
      const gradients = new Float32Array(rows.length * VALUES).fill(0.5);
      const learning = new Lookup({ table, ...batches });
      const [given, expected] = [gradients.slice(), gradients.slice()];
      for (const step of [1, 2, 3]) {
        learning.gather(rows, given);
        learning.apply(gradients, { step, learningRate: 0.1 });
      }
      const before = structuredClone(table.read());
      new Lookup({ table, ...batches, settled: true }).gather(rows, given);
      expect(table.read()).toEqual(before);
      const values = new Float32Array(before.values.length);
      table.copyValues(values);
      exported.write({ ...before, values, scale: 1 });
      new Lookup({ table: exported, ...batches }).gather(rows, expected);
      expect(given).toEqual(expected);
    }),
  ));

test('the gradient of a slot goes to every row of its bag, divided by their number for a mean', () =>
  fc.assert(
    fc.property(arbitraryBatch, ([encoded, rows]) => {
      const [table, reference] = [newTable(), newTable()];
      const lookup = new Lookup({ table, encoded, width: WIDTH, bags: BAGS });
      const gradients = Float32Array.from({ length: rows.length * BAGS.length * DIM }, (_, i) =>
        Math.sin(i + 1),
      );
      lookup.gather(rows, new Float32Array(gradients.length));
      lookup.apply(gradients, STEP);

      const ids: number[] = [];
      const idGradients: number[] = [];
      rows.forEach((row, i) =>
        BAGS.forEach((bag, slot) => {
          const tableRows = rowsOfBag(encoded, row, bag);
          const at = (i * BAGS.length + slot) * DIM;
          for (const tableRow of tableRows) {
            const share = bag.pooling === 'mean' ? 1 / tableRows.length : 1;
            ids.push(tableRow);
            idGradients.push(gradients[at] * share, gradients[at + 1] * share);
          }
        }),
      );
      reference.apply(Int32Array.from(ids), Float32Array.from(idGradients), STEP);
      table.values.forEach((value, i) => expect(value).toBeCloseTo(reference.values[i], 4));
    }),
  ));

test('a pooled gradient is what finite differences of a loss say', () => {
  const encoded = Float32Array.of(0, 3, 1, 1, 4, -1, 0, 2, -1);
  const weights = [0.5, -1, 2, 0.25, -3, 1, 0.75, -0.5];
  const loss = (table: EmbeddingTable) => {
    const out = new Float32Array(weights.length);
    new Lookup({ table, encoded, width: WIDTH, bags: BAGS }).gather(Uint32Array.of(0), out);
    return out.reduce((sum, value, i) => sum + value * weights[i], 0);
  };
  // Adagrad remembers the square of the summed gradient.
  const table = newTable();
  const lookup = new Lookup({ table, encoded, width: WIDTH, bags: BAGS });
  lookup.gather(Uint32Array.of(0), new Float32Array(weights.length));
  lookup.apply(Float32Array.from(weights), { step: 1, learningRate: 0 });
  table.read().memory.forEach((square, i) => {
    const [above, below] = [newTable(), newTable()];
    above.values[i] += 0.125;
    below.values[i] -= 0.125;
    expect(Math.sqrt(square)).toBeCloseTo(Math.abs(loss(above) - loss(below)) / 0.25, 4);
  });
});

test('rows that no bag names keep their bits', () => {
  const table = newTable();
  const before = structuredClone(table.read());
  const encoded = Float32Array.of(0, 3, 1, 1, 4, -1, 0, 2, -1);
  const lookup = new Lookup({ table, encoded, width: WIDTH, bags: BAGS });
  lookup.gather(Uint32Array.of(0, 0), new Float32Array(2 * VALUES));
  lookup.apply(new Float32Array(2 * VALUES).fill(1), STEP);
  const changed = new Set<number>();
  table.values.forEach((value, i) => {
    if (value !== before.values[i]) changed.add(Math.floor(i / DIM));
  });
  expect([...changed].sort((a, b) => a - b)).toEqual([3, IDS + 1, IDS + 4, 2 * IDS, 2 * IDS + 2]);
});

test.each([3 * IDS, NaN])('refuses %s as an id', id => {
  const encoded = new Float32Array(WIDTH);
  encoded[1] = id;
  const lookup = new Lookup({ table: newTable(), encoded, width: WIDTH, bags: BAGS });
  const gather = () => lookup.gather(Uint32Array.of(0), new Float32Array(VALUES));
  expect(gather).toThrow(InvalidFeed);
  expect(gather).toThrow(`The table "fields" has 15 rows, and row ${id} was asked for`);
});

test('features become bags: a category of one id, a sequence pooled as it says', () => {
  const coding = { kind: 'hash', buckets: 4 } as const;
  const category = { kind: 'categorical', name: 'city', coding, default: null } as const;
  const sequence = {
    kind: 'sequence',
    name: 'seen',
    coding,
    maxLength: 4,
    pooling: 'mean',
    separator: '|',
  } as const;
  expect(
    bagColumns([
      { feature: category, start: 3, width: 1, firstRow: 0, recent: null, skipsUnknown: false, event: null },
      { feature: sequence, start: 4, width: 4, firstRow: 5, recent: null, skipsUnknown: false, event: null },
      { feature: sequence, start: 4, width: 4, firstRow: 5, recent: 2, skipsUnknown: true, event: null },
    ]),
  ).toEqual([
    { start: 3, width: 1, firstRow: 0, pooling: 'sum' },
    { start: 4, width: 4, firstRow: 5, pooling: 'mean' },
    { start: 4, width: 4, firstRow: 5, pooling: 'mean', recent: 2, firstId: 1 },
  ]);
});

test('bags of one id each are what they are beside a sequence', () => {
  const columns = [1, 4, 0].map((start): BagColumns => ({
    start,
    width: 1,
    firstRow: start * 2,
    pooling: 'mean',
  }));
  const sequence: BagColumns = { start: 6, width: 3, firstRow: 2 * IDS, pooling: 'sum' };
  fc.assert(
    fc.property(arbitraryBatch, ([encoded, rows]) => {
      const [alone, beside] = [columns, [...columns, sequence]].map(bags => {
        const table = newTable();
        const lookup = new Lookup({ table, encoded, width: WIDTH, bags });
        const out = new Float32Array(rows.length * bags.length * DIM);
        lookup.gather(rows, out);
        const ofColumns = out.filter((_, i) => Math.floor(i / DIM) % bags.length < columns.length);
        const gradients = Float32Array.from(out, (_, i) => {
          const slot = Math.floor(i / DIM);
          const row = Math.floor(slot / bags.length);
          return slot % bags.length < columns.length ? row + (slot % bags.length) + (i % DIM) : 0;
        });
        lookup.apply(gradients, STEP);
        return { ofColumns, values: table.values };
      });
      expect(alone.ofColumns).toEqual(beside.ofColumns);
      expect(alone.values).toEqual(beside.values);
    }),
  );
});
