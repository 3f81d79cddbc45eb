import fc from 'fast-check';
import { rawColumns } from '../../testing/raw-columns';
import type { RawColumn } from '../encode/columns/raw-column';
import { binCounts } from './histogram';
import { NumberTally } from './histogram-tally';
import type { FeatureStatistics, NumberStatistics } from './feature-statistics';
import { StatisticsCollector } from './statistics-collector';

const rowsUpTo = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, row) => row);

function statisticsOf(name: string, column: RawColumn, rows: Uint32Array): FeatureStatistics {
  const kind = column.kind === 'category' ? 'categorical' : column.kind;
  const collector = new StatisticsCollector({ features: [featureOf(name, kind)] }, rows.length);
  collector.add(new Map([[name, column]]), rows);
  return collector.statistics()[0];
}

function featureOf(name: string, kind: 'numeric' | 'categorical' | 'sequence') {
  const coding = { kind: 'hash', buckets: 7 } as const;
  switch (kind) {
    case 'numeric':
      return { kind, name, default: 0 } as const;
    case 'categorical':
      return { kind, name, coding, default: null } as const;
    case 'sequence':
      return { kind, name, coding, maxLength: 3, pooling: 'mean', separator: '|' } as const;
  }
}

function numbersOf(values: ArrayLike<number>): NumberStatistics {
  const column = { kind: 'numeric', values: Float32Array.from(values) } as const;
  const statistics = statisticsOf('x', column, rowsUpTo(values.length));
  if (statistics.kind !== 'numeric') throw new Error('Statistics of another kind.');
  return statistics;
}

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0, NaN, Infinity) },
);

test('moments, range and missing rows are those of the finite values', () =>
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 60 }), values => {
      const statistics = numbersOf(values);
      const present = [...Float32Array.from(values)].filter(Number.isFinite);
      expect(statistics).toMatchObject({ rows: values.length, missing: values.length - present.length });
      if (present.length === 0) {
        expect(statistics).toMatchObject({ mean: null, std: null, min: null, max: null, quantiles: [] });
        return;
      }
      const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
      const std = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length);
      const spread = Math.max(...present.map(Math.abs), 1);
      expect(Math.abs((statistics.mean ?? NaN) - mean)).toBeLessThanOrEqual(1e-7 * spread);
      expect(Math.abs((statistics.std ?? NaN) - std)).toBeLessThanOrEqual(1e-6 * spread);
      // Of the two zeros either may be the least.
      expect(Math.fround(statistics.min ?? NaN) + 0).toBe(Math.min(...present) + 0);
      expect(Math.fround(statistics.max ?? NaN) + 0).toBe(Math.max(...present) + 0);
    }),
  ));

test('the histogram has each row once, in bins that sort the same rows alike', () =>
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 60 }), values => {
      const { histogram } = numbersOf(values);
      expect(binCounts(histogram).reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(histogram.edges.every((edge, i) => i === 0 || histogram.edges[i - 1] < edge)).toBe(true);
      const tally = new NumberTally(histogram);
      for (const value of values) tally.add(value);
      expect(tally.histogram()).toEqual(histogram);
    }),
  ));

test('rows in several parts give what they give at once', () =>
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 60 }), fc.nat(60), (values, at) => {
      const columns = new Map([['x', { kind: 'numeric', values: Float32Array.from(values) } as const]]);
      const rows = rowsUpTo(values.length);
      const collector = new StatisticsCollector({ features: [featureOf('x', 'numeric')] }, rows.length);
      collector.add(columns, rows.subarray(0, at));
      collector.add(columns, rows.subarray(at));
      const { mean, std, ...parts } = numbersOf(values);
      const [inParts] = collector.statistics();
      expect(inParts).toMatchObject(parts);
      if (inParts.kind !== 'numeric' || mean === null || std === null) return;
      expect(inParts.mean).toBeCloseTo(mean, 1);
      expect(inParts.std).toBeCloseTo(std, 0);
    }),
  ));

test('tenths of the rows share the bins, a frequent value has a bin of its own', () => {
  const counts = (values: number[]) => numbersOf(values).histogram;
  expect(counts(Array.from({ length: 100 }, (_, i) => i))).toEqual({
    edges: [9, 19, 29, 39, 49, 59, 69, 79, 89],
    counts: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
    missing: 0,
  });
  const mostlyZero = Array.from({ length: 100 }, (_, i) => (i < 75 ? 0 : i));
  expect(counts(mostlyZero)).toEqual({ edges: [0, 79, 89], counts: [75, 5, 10, 10], missing: 0 });
  expect(counts([0, 1, 1, 0, 1])).toEqual({ edges: [0], counts: [2, 3], missing: 0 });
});

test.each([
  ['positive', 3],
  ['negative', -3],
  ['zero', 0],
  ['minus zero', -0],
])('beside a value that is always there, smaller and greater ones are told: %s', (_, value) => {
  const { histogram } = numbersOf([value, value, value]);
  expect(histogram.counts).toEqual([0, 3, 0]);
  const tally = new NumberTally(histogram);
  for (const other of [value - 1, value + 1, value]) tally.add(other);
  expect(tally.histogram().counts).toEqual([1, 1, 1]);
});

test('large numbers next to each other keep their spread', () => {
  const { mean, std } = numbersOf([16_000_000, 16_000_001, 16_000_002, 16_000_003]);
  expect(mean).toBe(16_000_001.5);
  expect(std).toBeCloseTo(Math.sqrt(1.25), 7);
});

test('of many rows each counts in the moments and the range', () => {
  const statistics = numbersOf(Array.from({ length: 20_001 }, (_, i) => (i % 3 === 0 ? NaN : i)));
  expect(statistics).toMatchObject({ rows: 20_001, missing: 6_667, mean: 10_000.5, min: 1, max: 20_000 });
  // 6,667 pairs next to each other, each 3 above the one before.
  expect(statistics.std).toBeCloseTo(Math.sqrt((9 * (6_667 ** 2 - 1)) / 12 + 0.25), 4);
});

test('of many rows some are sorted, and their shares are those of all', () => {
  const rows = 200_000;
  const values = Float32Array.from({ length: rows }, (_, row) => (row % 10 === 3 ? NaN : row % 1000));
  const { histogram, quantiles, missing } = numbersOf(values);
  expect(missing).toBe(rows / 10);
  const total = binCounts(histogram).reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThan(16_000);
  expect(total).toBeLessThan(16_800);
  for (const count of binCounts(histogram)) {
    const share = count / total;
    expect(share).toBeGreaterThan(0.085);
    expect(share).toBeLessThan(0.105);
  }
  expect(quantiles.find(({ share }) => share === 0.5)?.value).toBeCloseTo(500, -1.5);
});

test('of a category the most frequent values are told, the others counted together', () => {
  // Value v has v rows, so that 5 of the 25 are others.
  const codes = Array.from({ length: 25 }, (_, code) => Array<number>(code + 1).fill(code)).flat();
  const values = Array.from({ length: 25 }, (_, i) => `v${i + 1}`);
  const column = { kind: 'category', codes: Int32Array.from(codes), values } as const;
  const statistics = statisticsOf('c', column, rowsUpTo(codes.length));
  expect(statistics).toMatchObject({ kind: 'categorical', rows: 325, missing: 0, distinct: 25 });
  expect(statistics.histogram).toMatchObject({ others: 1 + 2 + 3 + 4 + 5, missing: 0 });
  expect('values' in statistics.histogram && statistics.histogram.values.slice(0, 2)).toEqual(['v25', 'v24']);
  expect(statistics.histogram.counts.slice(-1)).toEqual([6]);
});

test('equal counts are told by value, texts that name nothing are others, blank ones are missing', () => {
  const values = ['b', 'a', '', 'x'.repeat(101)];
  const column = { kind: 'category', codes: Int32Array.from([0, 1, 2, 3, -1]), values } as const;
  const { histogram, missing } = statisticsOf('c', column, rowsUpTo(5));
  expect(missing).toBe(2);
  expect(histogram).toEqual({ values: ['a', 'b'], counts: [1, 1], others: 1, missing: 2 });
});

test('of a sequence the last event of each row is told, and how long rows are', () => {
  const column = {
    kind: 'sequence',
    offsets: Uint32Array.from([0, 2, 2, 5]),
    codes: Int32Array.from([0, 1, 2, 0, 1]),
    values: ['a', 'b', 'c'],
  } as const;
  expect(statisticsOf('h', column, rowsUpTo(3))).toEqual({
    name: 'h',
    kind: 'sequence',
    rows: 3,
    missing: 1,
    distinct: 3,
    mean_length: 1.66667,
    histogram: { values: ['b'], counts: [2], others: 0, missing: 1 },
  });
});

test('rows that do not count, do not count', () => {
  const column = { kind: 'numeric', values: Float32Array.from([1, 2, 1000]) } as const;
  expect(statisticsOf('x', column, Uint32Array.from([0, 1]))).toMatchObject({ rows: 2, max: 2 });
});

test('what was gathered of parts is what is gathered of all rows', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          cell,
          fc.constantFrom('a', 'b', 'c', ''),
          fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 }),
        ),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      fc.nat(60),
      (rows, cut) => {
        const spec = {
          features: [featureOf('x', 'numeric'), featureOf('c', 'categorical'), featureOf('s', 'sequence')],
          rawPrecision: 'float32',
          scaledBy: 'host',
        } as const;
        const parts = [rows.slice(0, cut), rows.slice(cut)];
        let first = 0;
        const states = parts.map(part => {
          const collector = new StatisticsCollector(spec, rows.length, first);
          first += part.length;
          collector.add(rawColumns(spec, part), rowsUpTo(part.length));
          return collector.state();
        });
        const together = new StatisticsCollector(spec, rows.length);
        for (const state of states) together.addState(JSON.parse(JSON.stringify(state)));
        const whole = new StatisticsCollector(spec, rows.length);
        whole.add(rawColumns(spec, rows), rowsUpTo(rows.length));
        const [[numbers, ...others], [wholeNumbers, ...wholeOthers]] = [
          together.statistics(),
          whole.statistics(),
        ];
        expect(others).toEqual(wholeOthers);
        const { mean, std, ...exact } = expectNumbers(numbers);
        const { mean: wholeMean, std: wholeStd, ...wholeExact } = expectNumbers(wholeNumbers);
        expect(exact).toEqual(wholeExact);
        const scale = 1 + Math.abs(wholeMean ?? 0) + (wholeStd ?? 0);
        expect(Math.abs((mean ?? 0) - (wholeMean ?? 0)) / scale).toBeLessThan(1e-7);
        expect(Math.abs((std ?? 0) - (wholeStd ?? 0)) / scale).toBeLessThan(1e-5);
      },
    ),
  ));

function expectNumbers(statistics: FeatureStatistics): NumberStatistics {
  if (statistics.kind !== 'numeric') throw new Error('Statistics of another kind.');
  return statistics;
}
