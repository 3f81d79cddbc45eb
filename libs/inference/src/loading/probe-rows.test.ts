import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { probeRows } from './probe-rows';

const SPEC: FeatureSpec = {
  features: [
    { kind: 'numeric', name: 'age', default: 30, scaling: { mean: 40, std: 10 } },
    { kind: 'numeric', name: 'ctr', default: 'missing' },
    { kind: 'numeric', name: 'shop', default: 'missing', categories: [12, 1004, 7] },
    { kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 10 }, default: null },
    {
      kind: 'categorical',
      name: 'item',
      coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b'] },
      default: null,
    },
    {
      kind: 'sequence',
      name: 'history',
      coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b', 'c'] },
      maxLength: 5,
      pooling: 'mean',
      separator: ' ',
    },
  ],
  rawPrecision: 'float32',
  scaledBy: 'host',
};

test('rows of every kind of feature differ and miss nothing', () => {
  const { values, rowCount, missing, invalid, unknown } = probeRows(new RowEncoder(SPEC), 256);
  expect([rowCount, missing, invalid, unknown]).toEqual([256, null, null, null]);
  const width = values.length / rowCount;
  const rows = Array.from({ length: rowCount }, (_, i) => values.subarray(i * width, (i + 1) * width).join());
  expect(new Set(rows).size).toBeGreaterThan(250);
});

test('a vocabulary of nothing is probed with a value that it does not know', () => {
  const coding = { kind: 'vocabulary', minCount: 1, values: [] } as const;
  const spec: FeatureSpec = {
    ...SPEC,
    features: [{ kind: 'categorical', name: 'item', coding, default: null }],
  };
  expect(probeRows(new RowEncoder(spec), 10).values).toEqual(new Float32Array(10));
});

test('very wide rows are probed with fewer of them', () => {
  const features = Array.from({ length: 100_000 }, (_, i) => ({
    kind: 'numeric' as const,
    name: `f${i}`,
    default: 0,
  }));
  expect(probeRows(new RowEncoder({ ...SPEC, features }), 256).rowCount).toBeLessThan(50);
});
