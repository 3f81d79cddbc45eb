import * as fc from 'fast-check';
import { plainScan } from '../testing/plain-scan';
import { VectorScanKernel, type FoundRow } from './vector-scan';

/** Few different numbers make many ties, and so do many rows. */
const number = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.float({ min: -1e3, max: 1e3, noNaN: true }),
  fc.constantFrom(0, -0, 1e-42),
);

/** What a search through all rows finds that goes through them in blocks. */
function scanned(rows: Float32Array, dim: number, query: Float32Array, k: number, block: number): FoundRow[] {
  const count = rows.length / dim;
  const kernel = new VectorScanKernel(dim, count, 2, Math.max(k, 3));
  kernel.write(0, rows);
  kernel.begin(1, query, k);
  for (let first = 0; first < count; first += block) kernel.scan(1, first, Math.min(block, count - first));
  return kernel.found(1);
}

test('whatever the rows, the query and the blocks, what is found is what a full sort finds', () => {
  const cases = fc.integer({ min: 1, max: 37 }).chain(dim =>
    fc.record({
      dim: fc.constant(dim),
      query: fc.array(number, { minLength: dim, maxLength: dim }),
      rows: fc.array(fc.array(number, { minLength: dim, maxLength: dim }), { maxLength: 60 }),
      k: fc.integer({ min: 1, max: 70 }),
      block: fc.integer({ min: 1, max: 61 }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ dim, query, rows, k, block }) => {
      const values = Float32Array.from(rows.flat());
      const wanted = Float32Array.from(query);
      expect(scanned(values, dim, wanted, k, block)).toEqual(plainScan(values, dim, wanted, k));
    }),
  );
});

test('of rows that are as near the earlier ones are found', () => {
  const rows = new Float32Array(100).fill(1);
  rows[70] = 2;
  const found = scanned(rows, 1, Float32Array.of(1), 4, 100);
  expect(found.map(({ row }) => row)).toEqual([70, 0, 1, 2]);
});

test('a product that is no number is found never', () => {
  const most = 3e38;
  const rows = Float32Array.of(most, -most, 1, 0, 1, 1);
  const found = scanned(rows, 2, Float32Array.of(most, most), 3, 3);
  expect(found).toEqual(
    [
      { row: 2, score: Infinity },
      { row: 1, score: most },
    ].map(({ row, score }) => ({ row, score: Math.fround(score) })),
  );
});

test('searches that are under way at once do not disturb each other', () => {
  const rows = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
  const kernel = new VectorScanKernel(5, 100, 3, 10);
  kernel.write(0, rows.subarray(0, 250));
  kernel.write(50, rows.subarray(250));
  const queries = [1, 2, 3].map(seed => Float32Array.from({ length: 5 }, (_, i) => Math.cos(seed + i)));
  queries.forEach((query, place) => kernel.begin(place, query, 3 + place));
  for (let first = 0; first < 100; first += 25) {
    for (let place = 0; place < 3; place++) kernel.scan(place, first, 25);
  }
  queries.forEach((query, place) => {
    expect(kernel.found(place)).toEqual(plainScan(rows, 5, query, 3 + place));
  });
  expect([...kernel.row(7)]).toEqual([...rows.subarray(35, 40)]);
});

test('more than a kernel can address is refused before any memory is taken', () => {
  expect(() => new VectorScanKernel(64, 20_000_000, 1, 1)).toThrow(RangeError);
  const kernel = new VectorScanKernel(4, 1, 1, 2);
  expect(() => kernel.begin(0, new Float32Array(4), 3)).toThrow(RangeError);
});
