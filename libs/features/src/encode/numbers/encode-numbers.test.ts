import * as fc from 'fast-check';
import { arbitraryNumericSpec } from '../../../testing/arbitrary-spec';
import { rawColumns } from '../../../testing/raw-columns';
import { encodeColumns } from '../columns/encode-columns';
import { numericFeatures, type FeatureSpec, type NumericSpec } from '../../spec/feature-spec';
import { RowEncoder } from '../rows/row-encoder';

function encoded(spec: NumericSpec, rows: readonly number[][]): number[] {
  return [...encodeColumns(spec, rawColumns(spec, rows), rows.length)];
}

/** A spec, and rows of raw values for it; NaN is a missing one. */
function specAndRows(rawPrecision: FeatureSpec['rawPrecision'], value: fc.Arbitrary<number>) {
  return arbitraryNumericSpec(rawPrecision).chain(spec => {
    const width = spec.features.length;
    return fc.tuple(
      fc.constant(spec),
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 5 }),
    );
  });
}

function expectSameAsServing([spec, rows]: [NumericSpec, number[][]]): void {
  const sent = rows.map(row => row.map(value => (Number.isNaN(value) ? null : value)));
  expect(encoded(spec, rows)).toEqual([...new RowEncoder(spec).encode(sent, 'data').values]);
}

test('training encodes any values as serving does', () => {
  fc.assert(fc.property(specAndRows('float32', fc.double()), expectSameAsServing));
});

test('training encodes float32 values as serving does with raw precision float64', () => {
  fc.assert(fc.property(specAndRows('float64', fc.float()), expectSameAsServing));
});

test('a missing value means the same in training and in serving: the default', () => {
  const spec: NumericSpec = {
    features: [
      { kind: 'numeric', name: 'a', default: 0, scaling: { mean: 4, std: 2 } },
      { kind: 'numeric', name: 'b', default: 3 },
      { kind: 'numeric', name: 'c', default: 'missing' },
    ],
    rawPrecision: 'float32',
    scaledBy: 'host',
  };
  const rows = [
    [NaN, NaN, NaN],
    [6, 6, 6],
    [Infinity, -Infinity, Infinity],
  ];
  expect(encoded(spec, rows)).toEqual([-2, 3, NaN, 1, 6, 6, -2, 3, NaN]);
});

test('without clip, scaling and gaps numbers stay as they are', () => {
  const rows = [
    [1, -2],
    [0.1, 1e-45],
  ];
  expect(encoded(numericFeatures(['a', 'b']), rows)).toEqual([...Float32Array.of(1, -2, 0.1, 1e-45)]);
});
