import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { rawColumns } from '../../testing/raw-columns';
import { encodeColumns } from '../encode/columns/encode-columns';
import {
  numericFeatures,
  type FeatureSpec,
  type NumericSpec,
  type NumericFeature,
  type Scaling,
} from '../spec/feature-spec';
import { fitFeatures } from './fit-features';

type Row = readonly (number | null)[];

/** What scikit-learn 1.2.1's `StandardScaler` computed, in float64, from `rows`. */
interface ScalerCase {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly transformRows: readonly Row[];
  readonly transformed: readonly Row[];
}

const CASES: readonly ScalerCase[] = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/standard-scaler.json'), 'utf8'),
);

/** Half a unit in the last place of a float32, relative: how far rounding can move a raw value. */
const ROUNDING = 2 ** -24;

/** As scikit-learn sees it: a gap counts for nothing and stays a gap. */
function gapsKept(width: number): NumericSpec {
  const features = Array.from({ length: width }, (_, i): NumericFeature => {
    return { kind: 'numeric', name: `column${i}`, default: 'missing' };
  });
  return { features, rawPrecision: 'float32', scaledBy: 'host' };
}

/** The spec with the scalings of some rows, all unless told otherwise. */
function fitScaling(spec: NumericSpec, rows: readonly Row[], trainRows?: readonly number[]): FeatureSpec {
  const seen = Uint32Array.from(trainRows ?? rows.keys());
  return fitFeatures(spec, rawColumns(spec, rows), seen, { standardise: true });
}

function encoded(spec: FeatureSpec, rows: readonly Row[]): Float32Array {
  return encodeColumns(spec, rawColumns(spec, rows), rows.length);
}

function scalingsOf(spec: FeatureSpec): Scaling[] {
  return spec.features.map(feature => {
    const scaling = feature.kind === 'numeric' ? feature.scaling : undefined;
    return scaling ?? { mean: NaN, std: NaN };
  });
}

/** Means and deviations of every row of columns that have the given default. */
function fit(rows: readonly Row[], feature: Partial<NumericFeature> = {}): Scaling[] {
  const features = rows[0].map((_, i): NumericFeature => {
    return { kind: 'numeric', name: `column${i}`, default: 0, ...feature };
  });
  return scalingsOf(fitScaling({ features, rawPrecision: 'float32', scaledBy: 'host' }, rows));
}

describe.each(CASES)('scikit-learn, $name', ({ rows, mean, scale, transformRows, transformed }) => {
  const width = rows[0].length;
  const spec = fitScaling(gapsKept(width), rows);

  test.each(mean.map((_, column) => column))('mean and deviation of column %d', column => {
    const raw = rows.flatMap(row => row[column] ?? []);
    const largest = Math.max(...raw.map(Math.abs));
    const rounded = raw.map(Math.fround);
    const fitted = scalingsOf(spec)[column];
    expect(Math.abs(fitted.mean - mean[column])).toBeLessThanOrEqual(largest * ROUNDING);
    // Rounding can make a column constant that was nearly so; a constant one has the scale 1 exactly.
    if (rounded.every(value => value === rounded[0])) expect(fitted.std).toBe(1);
    else expect(Math.abs(fitted.std - scale[column])).toBeLessThanOrEqual(largest * ROUNDING);
  });

  test('rows are transformed alike', () => {
    const matrix = encoded(spec, transformRows);
    const fitted = scalingsOf(spec);
    transformed.flat().forEach((expected, i) => {
      const column = i % width;
      if (expected === null) return expect(matrix[i]).toBeNaN();
      const raw = Math.abs(transformRows.flat()[i] ?? 0);
      const offset = Math.abs(fitted[column].mean);
      const sameScale = Math.abs(fitted[column].std / scale[column] - 1) < 1e-4;
      if (!sameScale) return expect(matrix[i]).toBe(0);
      const tolerance = 4 * ROUNDING * ((raw + offset) / scale[column] + Math.abs(expected));
      expect(Math.abs(matrix[i] - expected)).toBeLessThanOrEqual(tolerance + 1e-12);
    });
  });
});

test('columns of float32 give the figures that scikit-learn gives for them', () => {
  const { rows, mean, scale } = CASES.find(({ name }) => name === 'float32-input') ?? CASES[0];
  fit(rows).forEach((fitted, column) => {
    expect(fitted.mean / (mean[column] || 1)).toBeCloseTo(mean[column] === 0 ? 0 : 1, 14);
    expect(fitted.std / scale[column]).toBeCloseTo(1, 14);
  });
});

test.each([0, 5, -7.25, 0.1, 1 / 3, 1e-30, 1e30, 3e38])('a column of nothing but %d has std 1', value => {
  const rows = Array.from({ length: 1000 }, () => [value]);
  const [{ mean, std }] = fit(rows);
  expect(std).toBe(1);
  expect(mean / (Math.fround(value) || 1)).toBeCloseTo(value === 0 ? 0 : 1, 12);
});

test('the smallest difference that a float32 can show is no constant column', () => {
  const rows = Array.from({ length: 100 }, (_, i) => [i === 3 ? Math.fround(5 + 5e-7) : 5]);
  const [{ std }] = fit(rows);
  expect(std).toBeGreaterThan(0);
  expect(std).toBeLessThan(1e-7);
});

test('only the given rows are seen, so validation rows leak nothing', () => {
  const spec = numericFeatures(['a', 'b']);
  const training = [0, 2, 4];
  const fitted = (validation: number) =>
    fitScaling(
      spec,
      [
        [1, 10],
        [validation, validation],
        [3, 30],
        [validation, NaN],
        [5, 50],
        [Infinity, validation],
      ],
      training,
    );
  expect(scalingsOf(fitted(1e30))).toEqual(scalingsOf(fitted(0)));
  expect(scalingsOf(fitted(0))).toEqual([
    { mean: 3, std: Math.sqrt(8 / 3) },
    { mean: 30, std: Math.sqrt(800 / 3) },
  ]);
});

test.each([NaN, Infinity, -Infinity])('%d counts as the default, as it will when served', gap => {
  expect(fit([[gap], [4]], { default: 2 })).toEqual([{ mean: 3, std: 1 }]);
  expect(fit([[gap], [3], [5]], { default: 'missing' })).toEqual([{ mean: 4, std: 1 }]);
});

test('values are clipped before they are counted', () => {
  expect(fit([[-100], [100]], { clip: { min: 0, max: 4 } })).toEqual([{ mean: 2, std: 2 }]);
});

test('of many rows each counts once, gaps among them not', () => {
  const rows = Array.from({ length: 20_001 }, (_, i): Row => [i % 3 === 0 ? null : i]);
  const numbers = rows.flatMap(([value]) => value ?? []);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  const [scaling] = scalingsOf(fitScaling(gapsKept(1), rows));
  expect(scaling?.mean).toBeCloseTo(mean, 8);
  expect(scaling?.std).toBeCloseTo(Math.sqrt(variance), 8);
});

test('no rows, or gaps alone, leave values as they are', () => {
  const spec = gapsKept(1);
  expect(scalingsOf(fitScaling(spec, [[3]], []))).toEqual([{ mean: 0, std: 1 }]);
  expect(fit([[NaN], [NaN]], { default: 'missing' })).toEqual([{ mean: 0, std: 1 }]);
});

test('all else in the spec is kept, and the columns are not touched', () => {
  const spec: NumericSpec = {
    features: [{ kind: 'numeric', name: 'a', default: 'missing', clip: { max: 9 } }],
    rawPrecision: 'float64',
    scaledBy: 'host',
  };
  const columns = rawColumns(spec, [[1], [null], [3]]);
  expect(fitFeatures(spec, columns, Uint32Array.of(0, 1, 2), { standardise: true })).toEqual({
    features: [{ ...spec.features[0], scaling: { mean: 2, std: 1 } }],
    rawPrecision: 'float64',
    scaledBy: 'host',
  });
  expect(columns.get('a')).toEqual({ kind: 'numeric', values: Float32Array.of(1, NaN, 3) });
});

test('what was fitted on any rows standardises them to mean 0 and deviation 1', () => {
  const value = fc.float({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 50 }), values => {
      const rows = values.map(value => [value]);
      const constant = values.every(each => each === values[0]);
      const spec = fitScaling(numericFeatures(['a']), rows);
      const offset = Math.abs(scalingsOf(spec)[0].mean) / scalingsOf(spec)[0].std;
      const matrix = encoded(spec, rows);
      const mean = matrix.reduce((sum, each) => sum + each, 0) / matrix.length;
      const variance = matrix.reduce((sum, each) => sum + (each - mean) ** 2, 0) / matrix.length;
      expect(Math.abs(mean)).toBeLessThan(1e-5 + offset * 1e-6);
      expect(Math.abs(variance - (constant ? 0 : 1))).toBeLessThan(1e-4);
    }),
  );
});
