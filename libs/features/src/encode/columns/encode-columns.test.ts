import * as fc from 'fast-check';
import { arbitrarySpec, categoryValue } from '../../../testing/arbitrary-spec';
import { rawColumns, type Cell } from '../../../testing/raw-columns';
import { encodeColumns, encodeParts } from './encode-columns';
import { encodedWidth } from '../encoded-columns';
import { BadFeatureData } from '../../errors';
import type { Feature, FeatureSpec } from '../../spec/feature-spec';
import { fitFeatures } from '../../fit/fit-features';
import { RowEncoder } from '../rows/row-encoder';

const SPEC: FeatureSpec = {
  features: [
    {
      kind: 'numeric',
      name: 'price',
      default: 3,
      clip: { min: 0 },
      log: true,
      scaling: { mean: 1, std: 2 },
    },
    {
      kind: 'categorical',
      name: 'city',
      coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome'] },
      default: null,
    },
    {
      kind: 'sequence',
      name: 'history',
      coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b', 'c'] },
      maxLength: 3,
      pooling: 'mean',
      separator: '|',
    },
  ],
  rawPrecision: 'float32',
  scaledBy: 'host',
};

const ROWS: readonly (readonly Cell[])[] = [
  [3, 'Rome', ['a', 'b']],
  [-5, 'Oslo', ['c', 'b', 'a', 'a']],
  [null, null, null],
  [Infinity, 'Paris', ['x', null, 'c']],
  [0, '', ['', 'b', '']],
];

/** One row of the matrix, by feature. */
function encoded(spec: FeatureSpec, rows = ROWS): number[][] {
  const width = encodedWidth(spec);
  const matrix = encodeColumns(spec, rawColumns(spec, rows), rows.length);
  expect(matrix).toHaveLength(rows.length * width);
  return rows.map((_, row) => [...matrix.subarray(row * width, (row + 1) * width)]);
}

test('numbers are scaled, values become row ids, sequences their last events and −1', () => {
  const three = Math.fround((Math.log(4) - 1) / 2);
  expect(encoded(SPEC)).toEqual([
    [three, 2, 1, 2, -1],
    [-0.5, 1, 2, 1, 1],
    [three, 0, -1, -1, -1],
    [three, 0, 0, 3, -1],
    [-0.5, 0, 2, -1, -1],
  ]);
});

test('where the graph scales, numbers stay raw, with the default filled in', () => {
  const prices = encoded({ ...SPEC, scaledBy: 'graph' }).map(row => row[0]);
  expect(prices).toEqual([3, -5, 3, 3, 0]);
});

test('a missing category counts as its default', () => {
  const features = SPEC.features.map(feature =>
    feature.kind === 'categorical' ? { ...feature, default: 'Rome' } : feature,
  );
  expect(encoded({ ...SPEC, features }).map(row => row[1])).toEqual([2, 1, 2, 0, 2]);
});

test('more rows than are written at a time', () => {
  const rows = Array.from({ length: 3_000 }, (_, i): Cell[] => [null, i % 2 ? 'Oslo' : 'Rome', ['c']]);
  encoded(SPEC, rows).forEach((row, i) => expect(row.slice(1)).toEqual([i % 2 ? 1 : 2, 3, -1, -1]));
});

test('parts have the rows of the whole, in the order of their lists', () => {
  const columns = rawColumns(SPEC, ROWS);
  const whole = encoded(SPEC);
  const width = encodedWidth(SPEC);
  const parts = [[3, 0], [], [4, 1, 2]];
  const matrices = encodeParts(
    SPEC,
    columns,
    parts.map(rows => Uint32Array.from(rows)),
  );
  expect(matrices.map(matrix => [...matrix])).toEqual(parts.map(rows => rows.flatMap(row => whole[row])));
  expect(matrices.map(matrix => matrix.length)).toEqual([2 * width, 0, 3 * width]);
  expect(new Set(matrices.map(({ buffer }) => buffer)).size).toBe(1);
});

test('many rows in parts', () => {
  const rows = Array.from({ length: 3_000 }, (_, i): Cell[] => [
    null,
    i % 3 ? 'Oslo' : 'Rome',
    [i % 2 ? 'a' : 'b'],
  ]);
  const columns = rawColumns(SPEC, rows);
  const width = encodedWidth(SPEC);
  const whole = encodeColumns(SPEC, columns, rows.length);
  const shuffled = Uint32Array.from(rows.keys(), row => (row * 1_009) % rows.length);
  const parts = [shuffled.subarray(0, 1_234), shuffled.subarray(1_234)];
  encodeParts(SPEC, columns, parts).forEach((matrix, part) => {
    const taken = Array.from(parts[part], row => [...whole.subarray(row * width, (row + 1) * width)]);
    expect([...matrix]).toEqual(taken.flat());
  });
});

test('no rows give an empty matrix', () => {
  expect(encodeColumns(SPEC, rawColumns(SPEC, []), 0)).toHaveLength(0);
});

test('a column that was not read, or as another kind, is a fault', () => {
  const columns = rawColumns(SPEC, ROWS);
  columns.delete('city');
  expect(() => encodeColumns(SPEC, columns, 1)).toThrow('"city" was read as nothing, wanted as category');
  columns.set('city', { kind: 'numeric', values: new Float32Array(1) });
  expect(() => encodeColumns(SPEC, columns, 1)).toThrow('"city" was read as numeric, wanted as category');
});

/** What a row may hold for a feature, with the values of its vocabulary among others. */
function cellOf(feature: Feature): fc.Arbitrary<Cell> {
  if (feature.kind === 'numeric') {
    return fc.option(fc.oneof(fc.double(), fc.float(), fc.constant(3e38)).map(Math.fround));
  }
  const { coding } = feature;
  const known =
    coding.kind === 'vocabulary' && coding.values.length > 0
      ? fc.constantFrom(...coding.values)
      : categoryValue;
  const value = fc.oneof(known, categoryValue, fc.constant(''));
  return feature.kind === 'categorical'
    ? fc.option(value)
    : fc.option(fc.array(fc.option(value), { maxLength: 7 }));
}

const specAndRows = arbitrarySpec().chain(spec =>
  fc.tuple(
    fc.constant(spec),
    fc.array(fc.tuple(...spec.features.map(cellOf)), { minLength: 1, maxLength: 6 }),
  ),
);

/** A cell as a client sends it: some send integers as numbers, and gaps as null or not at all. */
function sent(cell: Cell, row: number): unknown {
  if (Array.isArray(cell)) return cell.map(event => sent(event, row));
  if (cell === null || Number.isNaN(cell)) return row % 2 ? null : undefined;
  const number = Number(cell);
  return Number.isSafeInteger(number) && String(number) === cell && row % 2 ? number : cell;
}

test('training encodes any rows as serving does, before and after fitting', () => {
  fc.assert(
    fc.property(specAndRows, fc.boolean(), ([spec, rows], standardise) => {
      const columns = rawColumns(spec, rows);
      for (const each of [spec, fittedOrNull(spec)]) {
        if (each === null) continue;
        const objects = rows.map((cells, row) =>
          Object.fromEntries(each.features.map(({ name }, i) => [name, sent(cells[i], row)])),
        );
        const served = new RowEncoder(each).encode(objects, 'data');
        expect([...encodeColumns(each, columns, rows.length)]).toEqual([...served.values]);
        const arrays = rows.map((cells, row) => cells.map(cell => sent(cell, row)));
        expect(new RowEncoder(each).encode(arrays, 'data')).toEqual(served);
      }

      function fittedOrNull(raw: FeatureSpec): FeatureSpec | null {
        try {
          return fitFeatures(raw, columns, Uint32Array.from(rows.keys()), { standardise });
        } catch (error) {
          if (error instanceof BadFeatureData) return null;
          throw error;
        }
      }
    }),
    { numRuns: 300 },
  );
});
