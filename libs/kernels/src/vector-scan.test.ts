import * as fc from 'fast-check';
import { plainScan } from '../testing/plain-scan';
import { VectorScanKernel, type FoundRow, type VectorScanShape } from './vector-scan';

const FORMS = [
  ['as float32', false],
  ['as whole numbers first', true],
] as const;

/** Few different numbers make many ties, and so do many rows; the greatest have products that are not float32. */
const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 4, arbitrary: fc.float({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 2, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-42, 1e-30, -1e-31, 1e30, -1e31, 3e38, 1e-19, 1e19) },
);

/** Where each number of some rows comes from: any of a few, times what differs from place to place, or is the same. */
const rowsOf = (count: number, dim: number): fc.Arbitrary<Float32Array> =>
  fc
    .record({
      numbers: fc.array(number, { minLength: 1, maxLength: 12 }),
      step: fc.integer({ min: 1, max: 97 }),
      wave: fc.constantFrom(0, 0, 1, 0.01, 37),
    })
    .map(({ numbers, step, wave }) =>
      Float32Array.from(
        { length: count * dim },
        (_, i) => numbers[(i * step) % numbers.length] * (wave === 0 ? 1 : Math.sin(wave * i + i * i)),
      ),
    );

const searches = fc.integer({ min: 1, max: 130 }).chain(dim =>
  fc.integer({ min: 0, max: 90 }).chain(count =>
    fc.record({
      dim: fc.constant(dim),
      query: rowsOf(1, dim),
      rows: rowsOf(count, dim),
      k: fc.integer({ min: 1, max: 100 }),
      block: fc.integer({ min: 1, max: 91 }),
    }),
  ),
);

type Search = typeof searches extends fc.Arbitrary<infer T> ? T : never;

/** What a search through all rows finds that goes through them in blocks. */
function scanned({ rows, dim, query, k, block }: Search, form: Partial<VectorScanShape> = {}): FoundRow[] {
  const count = rows.length / dim;
  const kernel = new VectorScanKernel({ dim, count, searches: 2, mostFound: Math.max(k, 3), ...form });
  const half = Math.floor(count / 2);
  kernel.write(half, rows.subarray(half * dim));
  kernel.write(0, rows.subarray(0, half * dim));
  kernel.begin(1, query, k);
  for (let first = 0; first < count; first += block) kernel.scan(1, first, Math.min(block, count - first));
  return kernel.found(1);
}

describe.each(FORMS)('looking at rows %s', (_, isQuantized) => {
  test('whatever the rows, the query and the blocks, what is found is what a full sort finds', () =>
    fc.assert(
      fc.property(searches, search => {
        const { rows, dim, query, k } = search;
        expect(scanned(search, { isQuantized })).toEqual(plainScan(rows, dim, query, k));
      }),
      { numRuns: 400 },
    ));

  test('so it is with thousands of rows, of which most are passed over', () => {
    const dim = 64;
    const rows = Float32Array.from({ length: 5_000 * dim }, (_, i) => Math.sin(i * i + i));
    for (let seed = 1; seed <= 20; seed++) {
      const query = Float32Array.from({ length: dim }, (_, i) => Math.cos(seed * i * i));
      expect(scanned({ rows, dim, query, k: 30, block: 777 }, { isQuantized })).toEqual(
        plainScan(rows, dim, query, 30),
      );
    }
  });

  test('so it is with rows that differ by less than whole numbers tell apart', () => {
    const dim = 24;
    const rows = Float32Array.from({ length: 2_000 * dim }, (_, i) => 1 + Math.sin(i * i) * 1e-6);
    const query = Float32Array.from({ length: dim }, (_, i) => Math.cos(i) + 0.5);
    expect(scanned({ rows, dim, query, k: 20, block: 500 }, { isQuantized })).toEqual(
      plainScan(rows, dim, query, 20),
    );
  });

  test('of rows that are as near the earlier ones are found', () => {
    const rows = new Float32Array(100 * 9).fill(1);
    rows.fill(2, 70 * 9, 71 * 9);
    const query = new Float32Array(9).fill(1);
    const found = scanned({ rows, dim: 9, query, k: 4, block: 100 }, { isQuantized });
    expect(found.map(({ row }) => row)).toEqual([70, 0, 1, 2]);
  });

  test('a product that is no number is found never', () => {
    const most = 3e38;
    const rows = Float32Array.of(most, -most, 1, 0, 1, 1, NaN, 1);
    const query = Float32Array.of(most, most);
    const found = scanned({ rows, dim: 2, query, k: 4, block: 4 }, { isQuantized });
    expect(found).toEqual([
      { row: 2, score: Infinity },
      { row: 1, score: Math.fround(most) },
    ]);
    const none = scanned({ rows, dim: 2, query: Float32Array.of(NaN, 1), k: 4, block: 4 }, { isQuantized });
    expect(none).toEqual([]);
  });

  test('searches that are under way at once do not disturb each other', () => {
    const rows = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
    const kernel = new VectorScanKernel({ dim: 5, count: 100, searches: 3, mostFound: 10, isQuantized });
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

  test('rows that are to have the length 1 get it, and those of zeros stay', () => {
    const shape = { dim: 3, count: 3, searches: 1, mostFound: 3, hasUnitRows: true, isQuantized };
    const kernel = new VectorScanKernel(shape);
    kernel.write(0, Float32Array.of(0, 3, 4, 0, 0, 0, 1e-20, 0, 0));
    expect([...kernel.row(0)]).toEqual([0, 0.6, 0.8].map(Math.fround));
    expect([...kernel.row(1), ...kernel.row(2)]).toEqual([0, 0, 0, 1, 0, 0]);
    kernel.begin(0, Float32Array.of(1, 1, 0), 3);
    kernel.scan(0, 0, 3);
    expect(kernel.found(0).map(({ row }) => row)).toEqual([2, 0, 1]);
  });
});

test('a search may look at float32 at once where there are whole numbers, and does where there are none', () => {
  const rows = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i));
  const query = Float32Array.of(1, -1, 0.5);
  for (const isQuantized of [false, true]) {
    const kernel = new VectorScanKernel({ dim: 3, count: 100, searches: 2, mostFound: 9, isQuantized });
    kernel.write(0, rows);
    [true, false].forEach((wanted, place) => {
      kernel.begin(place, query, 9, wanted);
      kernel.scan(place, 0, 100);
      expect(kernel.found(place)).toEqual(plainScan(rows, 3, query, 9));
    });
  }
});

test('more than a kernel can address is refused before any memory is taken', () => {
  const many = { dim: 64, searches: 1, mostFound: 1 };
  expect(() => new VectorScanKernel({ ...many, count: 20_000_000 })).toThrow(RangeError);
  expect(() => new VectorScanKernel({ ...many, count: 16_000_000, isQuantized: true })).toThrow(RangeError);
  const kernel = new VectorScanKernel({ dim: 4, count: 1, searches: 1, mostFound: 2 });
  expect(() => kernel.begin(0, new Float32Array(4), 3)).toThrow(RangeError);
});
