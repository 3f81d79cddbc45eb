import { rawColumns, type Cell } from '../../../testing/raw-columns';
import type { Feature, FeatureSpec } from '../../spec/feature-spec';
import { murmur3Pair } from '../categories/murmur3';
import { encodeColumns } from '../columns/encode-columns';
import { RowEncoder } from '../rows/row-encoder';
import { columnDeriver, crossDeriver } from './derive-columns';

const AGE: Feature = { kind: 'numeric', name: 'age', default: 30, buckets: { edges: [18, 65.1] } };
const CITY: Feature = {
  kind: 'categorical',
  name: 'city',
  coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome'] },
  default: null,
};
const HOME: Feature = { ...CITY, name: 'home', default: 'Rome' };

function specOf(features: readonly Feature[], traits: Partial<FeatureSpec> = {}): FeatureSpec {
  return { features, rawPrecision: 'float32', scaledBy: 'graph', categoryForm: 2, ...traits };
}

/** Rows as they are served, which are those that are trained on. */
function encoded(spec: FeatureSpec, rows: readonly (readonly Cell[])[]): number[][] {
  const { values } = new RowEncoder(spec).encode(rows, 'data');
  expect([...encodeColumns(spec, rawColumns(spec, rows), rows.length)]).toEqual([...values]);
  const width = values.length / rows.length;
  return rows.map((_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}

test('a number lies in the range whose first edge it has reached', () => {
  const rows = [[-1e9], [17.9], [18], [65], [Math.fround(65.1)], [1e9]];
  expect(encoded(specOf([AGE]), rows).map(([, range]) => range)).toEqual([1, 1, 2, 2, 3, 3]);
  const codes = specOf([AGE], { categoryIds: 'codes' });
  expect(encoded(codes, rows).map(([, range]) => range)).toEqual([0, 0, 1, 1, 2, 2]);
});

test('a missing number takes its default, and is in no range', () => {
  expect(encoded(specOf([AGE]), [[null], [30]])).toEqual([
    [30, 0],
    [30, 2],
  ]);
  const trees = specOf([{ ...AGE, default: 'missing' }], { scaledBy: 'host', categoryIds: 'codes' });
  expect(encoded(trees, [[null], [30]])).toEqual([
    [NaN, NaN],
    [30, 1],
  ]);
});

test('ranges may stand in place of the number, which is cut and scaled otherwise', () => {
  const alone: Feature = { ...AGE, buckets: { edges: [18, 65.1], only: true } };
  expect(encoded(specOf([alone]), [[null], [2], [70]])).toEqual([[0], [1], [3]]);
  const scaled: Feature = { ...AGE, clip: { max: 90 }, log: true, scaling: { mean: 3, std: 0.1 } };
  const rows = encoded(specOf([scaled], { scaledBy: 'host' }), [[17], [18], [200]]);
  expect(rows.map(([, range]) => range)).toEqual([1, 2, 3]);
  expect(rows[2][0]).toBeCloseTo((Math.log1p(90) - 3) / 0.1, 4);
});

describe('a cross', () => {
  const BUCKETS = 1_000;
  const crosses = [{ name: 'both', cross: ['home', 'age'], buckets: BUCKETS }] as const;
  const spec = specOf([AGE, CITY, HOME], { crosses });
  const pair = (row: readonly Cell[]): number => encoded(spec, [row])[0][4];

  test('is a pair, and another pair in the other order', () => {
    expect(pair([20, null, 'Oslo'])).toBe(1 + (murmur3Pair(1, 2) % BUCKETS));
    expect(pair([1, null, 'Rome'])).toBe(1 + (murmur3Pair(2, 1) % BUCKETS));
    expect(pair([20, null, 'Oslo'])).not.toBe(pair([1, null, 'Rome']));
  });

  test('has the default of a part, and what is unknown of it', () => {
    expect(pair([20, 'Oslo', null])).toBe(pair([20, null, 'Rome']));
    expect(pair([20, null, 'Ulm'])).toBe(1 + (murmur3Pair(0, 2) % BUCKETS));
    expect(pair([null, null, 'Oslo'])).toBe(1 + (murmur3Pair(1, 0) % BUCKETS));
    expect(pair([null, null, 'Ulm'])).toBe(0);
  });

  test('has the same pairs among codes', () => {
    const codes = { ...spec, categoryIds: 'codes' } as const;
    const rows: Cell[][] = [
      [20, null, 'Oslo'],
      [20, null, 'Ulm'],
      [null, null, 'Ulm'],
    ];
    expect(encoded(codes, rows).map(row => row[4])).toEqual([pair(rows[0]) - 1, pair(rows[1]) - 1, NaN]);
  });

  test('is made anew of parts that have changed', () => {
    const rows = new RowEncoder(spec).encode([[20, null, 'Oslo']], 'data').values;
    rows[3] = 2;
    crossDeriver(spec)?.(rows, 1);
    expect(rows[4]).toBe(pair([20, null, 'Rome']));
  });
});

test('nothing is derived where nothing is made of other features', () => {
  expect(columnDeriver(specOf([CITY, { kind: 'numeric', name: 'a', default: 0 }]))).toBeNull();
  expect(crossDeriver(specOf([AGE]))).toBeNull();
});
