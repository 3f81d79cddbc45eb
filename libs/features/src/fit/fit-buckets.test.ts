import type { NumberBuckets, NumericFeature } from '../spec/feature-spec';
import { mergedPoints, pointsOf, withPoints, withQuantiles } from './fit-buckets';

function numberWith(buckets: NumberBuckets, traits: Partial<NumericFeature> = {}): NumericFeature {
  return { kind: 'numeric', name: 'price', default: 0, buckets, ...traits };
}
const QUARTERS = numberWith({ edges: [], quantiles: 4 });

function edgesOf(feature: NumericFeature, values: readonly number[]): readonly number[] | undefined {
  return withQuantiles(feature, Float32Array.from(values)).buckets?.edges;
}

test('ranges have as many rows each', () => {
  expect(edgesOf(QUARTERS, [8, 7, 6, 5, 4, 3, 2, 1])).toEqual([3, 5, 7]);
  const values = Float32Array.from({ length: 1_000 }, (_, i) => ((i * 7) % 1_000) / 10);
  expect(edgesOf(QUARTERS, [...values])).toEqual([25, 50, 75]);
});

test('a frequent value has one range, and nothing lies below the least one', () => {
  expect(edgesOf(QUARTERS, [0, 0, 0, 0, 0, 0, 1, 2])).toEqual([1]);
  expect(edgesOf(QUARTERS, [0, 5, 5, 5, 5, 5, 5, 9])).toEqual([5]);
  expect(edgesOf(QUARTERS, [3, 3, 3])).toEqual([]);
});

test('gaps do not count, and values are cut before', () => {
  expect(edgesOf(QUARTERS, [NaN, 1, 2, Infinity, 3, 4, NaN])).toEqual([2, 3, 4]);
  const cut = numberWith({ edges: [], quantiles: 4 }, { clip: { min: 3, max: 5.5 }, log: true });
  expect(edgesOf(cut, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([5, 5.5]);
  expect(edgesOf(QUARTERS, [NaN, NaN])).toEqual([]);
});

test('edges that a user gave stay', () => {
  expect(edgesOf(numberWith({ edges: [1, 2] }), [5, 6, 7])).toEqual([1, 2]);
});

test('parts of the rows tell the edges of all, whatever their sizes', () => {
  const values = Float32Array.from({ length: 30_000 }, (_, i) => Math.sqrt((i * 7_919) % 30_000));
  const small = values.subarray(0, 1_000);
  const large = values.subarray(1_000);
  const points = [small, large].map(part => pointsOf(QUARTERS, part));
  expect(points.every(part => part.points.length <= 4_096)).toBe(true);
  const edges = withPoints(QUARTERS, mergedPoints(points)).buckets?.edges ?? [];
  const exact = edgesOf(QUARTERS, [...values]) ?? [];
  expect(edges).toHaveLength(3);
  edges.forEach((edge, i) => expect(Math.abs(edge - exact[i])).toBeLessThan(0.1));
});
