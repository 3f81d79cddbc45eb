import type { LogOddsSegments } from '@reckit/onnx';

/** Maps log-odds, each overwritten by what becomes of it. */
export function mapLogOdds(
  logOdds: Float32Array,
  { bounds, starts, values, slopes }: LogOddsSegments,
): Float32Array {
  for (let i = 0; i < logOdds.length; i++) {
    const segment = reached(bounds, logOdds[i]);
    logOdds[i] = values[segment] + slopes[segment] * (logOdds[i] - starts[segment]);
  }
  return logOdds;
}

/** How many of some rising bounds are not above a value. */
function reached(bounds: Float32Array, value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
