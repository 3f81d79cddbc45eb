/** A feature whose values are replaced by the number of cuts that they reach, for histograms. */
export interface BinnedFeature {
  /** Ascending and distinct float32 values; a row is in bin `b` or a lower one if its value is less than `cuts[b]`. */
  readonly cuts: Float32Array;
  /** [rows] */
  readonly bins: Uint8Array;
}

export const MAX_BINS = 64;

/** Cuts a feature at its quantiles, as XGBoost's histograms do. */
export function binFeature(values: Float64Array): BinnedFeature {
  const singles = Float32Array.from(values);
  const sorted = singles.slice().sort();
  const quantiles = Array.from(
    { length: MAX_BINS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / MAX_BINS)],
  );
  // The smallest value is no cut: nothing is less than it.
  const cuts = Float32Array.from(new Set(quantiles.filter(cut => cut > sorted[0])));
  return { cuts, bins: Uint8Array.from(singles, value => cutsReached(cuts, value)) };
}

function cutsReached(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
