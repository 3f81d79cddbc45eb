import fc from 'fast-check';
import { exchanges } from '../../testing/exchanges';
import { rawColumns, type Cell } from '../../testing/raw-columns';
import type { Feature, FeatureSpec } from '../spec/feature-spec';
import { fitFeatures, type FitOptions } from './fit-features';
import { fitTogether } from './fit-together';

const FEATURES: readonly Feature[] = [
  { kind: 'numeric', name: 'age', default: 0, defaultIsMean: true, clip: { max: 60 } },
  { kind: 'numeric', name: 'price', default: 'missing', log: true },
  {
    kind: 'categorical',
    name: 'city',
    coding: { kind: 'vocabulary', minCount: 2, values: [] },
    default: 'nowhere',
  },
  {
    kind: 'sequence',
    name: 'history',
    coding: { kind: 'vocabulary', minCount: 1, values: [] },
    maxLength: 2,
    pooling: 'mean',
    separator: '|',
  },
  {
    kind: 'sequence',
    name: 'cities',
    coding: { kind: 'vocabulary', minCount: 2, values: [] },
    shares: 'city',
    maxLength: 3,
    pooling: 'mean',
    separator: '|',
  },
];
const SPEC: FeatureSpec = { features: FEATURES, rawPrecision: 'float32', scaledBy: 'host' };

const row: fc.Arbitrary<Cell[]> = fc.tuple(
  fc.option(fc.integer({ min: 1, max: 90 })),
  fc.option(fc.integer({ min: -1_000, max: 1_000_000 })),
  fc.option(fc.constantFrom('Ulm', 'Rom', 'Oslo', '')),
  fc.option(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })),
  fc.option(fc.array(fc.constantFrom('Oslo', 'Bonn', 'Ulm'), { maxLength: 4 })),
);

/** Rows drawn once and for all. */
function drawnRows(count: number, seed = 1): Cell[][] {
  return fc.sample(row, { numRuns: count, seed });
}

/** Each part has columns of its own, as each process reads its own files. */
async function fitParts(parts: readonly (readonly Cell[][])[], options: FitOptions): Promise<FeatureSpec[]> {
  const exchange = exchanges(parts.length);
  return Promise.all(
    parts.map((rows, rank) =>
      fitTogether(SPEC, rawColumns(SPEC, rows), allOf(rows), options, exchange[rank]),
    ),
  );
}

const allOf = (rows: readonly unknown[]) => Uint32Array.from(rows.keys());
const fitAll = (rows: readonly Cell[][], options: FitOptions) =>
  fitFeatures(SPEC, rawColumns(SPEC, rows), allOf(rows), options);

/** Numbers alike but for the last bits. */
function expectAlike(actual: FeatureSpec, expected: FeatureSpec): void {
  expect(rounded(actual)).toEqual(rounded(expected));
}
const rounded = (spec: FeatureSpec): unknown =>
  JSON.parse(
    JSON.stringify(spec, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value,
    ),
  );

test.each([1, 2, 3])('%i parts are fitted as all rows at once, in all of them alike', async count => {
  const rows = drawnRows(300);
  const size = Math.ceil(rows.length / count);
  const parts = Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
  for (const standardise of [true, false]) {
    const fitted = await fitParts(parts, { standardise });
    const expected = fitAll(rows, { standardise });
    expectAlike(fitted[0], expected);
    for (const spec of fitted) expect(spec).toEqual(fitted[0]);
  }
});

test('a part may have no rows, and one may have all values of a feature', async () => {
  const rows = drawnRows(50);
  const fitted = await fitParts([[], rows], { standardise: true });
  for (const spec of fitted) expectAlike(spec, fitAll(rows, { standardise: true }));
});

test('what was fitted before stays in its place', async () => {
  const base = fitAll(drawnRows(80), { standardise: true });
  const rows = drawnRows(200, 5);
  const fitted = await fitParts([rows.slice(0, 70), rows.slice(70)], { standardise: true, base });
  for (const spec of fitted) expect(spec).toEqual(fitAll(rows, { standardise: true, base }));
});

test('a category that no part has a value of is an error in all', async () => {
  const rows = drawnRows(20).map(([age, price]): Cell[] => [age, price, null, null]);
  await expect(fitParts([rows, rows], { standardise: false })).rejects.toThrow('history');
});
