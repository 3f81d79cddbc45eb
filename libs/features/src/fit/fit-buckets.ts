import { unscaledNumber } from '../encode/numbers/encode-value';
import type { NumericFeature } from '../spec/feature-spec';
import { shortestFloat32 } from '../statistics/shortest-float32';

/** More training rows would not move an edge by much: of more a part is looked at, evenly spread. */
const MOST_ROWS = 2 ** 20;
/** So many points tell where the values of one of several processes lie. */
const MOST_POINTS = 4_096;

/** Where values lie: rising points, each of which stands for so many of them. */
export interface ValuePoints {
  readonly points: readonly number[];
  readonly counts: readonly number[];
}

/** Whether the training rows tell the edges of a number. */
export function hasQuantiles({ buckets }: NumericFeature): boolean {
  return buckets?.quantiles !== undefined;
}

/**
 * The feature with ranges that have about as many training rows each, if it is to have such. A value that would fill
 * several of them has one. Values are cut to the clip range before.
 *
 * @param raw - values to fit on, those of the training part alone; NaN and infinities do not count
 */
export function withQuantiles(feature: NumericFeature, raw: Float32Array): NumericFeature {
  return hasQuantiles(feature) ? withEdges(feature, sortedValues(feature, raw), () => 1) : feature;
}

/** What the edges of a number are computed from, of some of the rows. */
export function pointsOf(feature: NumericFeature, raw: Float32Array): ValuePoints {
  const sorted = sortedValues(feature, raw);
  const points = Math.min(MOST_POINTS, sorted.length);
  const placeOf = (i: number): number => Math.floor((i * sorted.length) / points);
  // Rows that were left out count as well: other processes may have left out none.
  const weight = raw.length / Math.min(raw.length, MOST_ROWS);
  return {
    points: Array.from({ length: points }, (_, i) => sorted[placeOf(i)]),
    counts: Array.from({ length: points }, (_, i) => (placeOf(i + 1) - placeOf(i)) * weight),
  };
}

/** The points of all rows, from those of parts. */
export function mergedPoints(parts: readonly ValuePoints[]): ValuePoints {
  const all = parts
    .flatMap(({ points, counts }) => points.map((point, i) => [point, counts[i]] as const))
    .sort(([one], [other]) => one - other);
  return { points: all.map(([point]) => point), counts: all.map(([, count]) => count) };
}

/** The feature with the ranges that points tell. */
export function withPoints(feature: NumericFeature, { points, counts }: ValuePoints): NumericFeature {
  return withEdges(feature, points, i => counts[i]);
}

function sortedValues(feature: NumericFeature, raw: Float32Array): Float32Array {
  const cut = unscaledNumber({ ...feature, log: false });
  const looked = Math.min(raw.length, MOST_ROWS);
  const values = new Float32Array(looked);
  let present = 0;
  for (let i = 0; i < looked; i++) {
    const value = raw[Math.floor((i * raw.length) / looked)];
    if (value - value === 0) values[present++] = cut(value);
  }
  return values.subarray(0, present).sort();
}

/** @param values - rising, of which the `i`-th counts as so many */
function withEdges(
  feature: NumericFeature,
  values: ArrayLike<number>,
  countAt: (i: number) => number,
): NumericFeature {
  const { buckets } = feature;
  if (buckets?.quantiles === undefined) return feature;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += countAt(i);
  const edges: number[] = [];
  let before = values[0];
  let seen = 0;
  let next = 1;
  for (let i = 0; i < values.length; i++) {
    seen += countAt(i);
    const value = values[i];
    while (next < buckets.quantiles && seen > (next * total) / buckets.quantiles) {
      // Nothing lies below the least value, and nothing between equal ones.
      if (value > before) edges.push(shortestFloat32(value));
      before = value;
      next++;
    }
  }
  return { ...feature, buckets: { ...buckets, edges } };
}
