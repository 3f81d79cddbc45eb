/**
 * A rising map of log-odds to log-odds: linear between its points, and beyond them by a slope each. What comes of it
 * goes through the sigmoid.
 */
export interface LogOddsMap {
  /** Log-odds as a model gives them, rising, one at least. */
  readonly at: readonly number[];
  /** What becomes of each of them. */
  readonly to: readonly number[];
  /** The slopes below the first and above the last. */
  readonly before: number;
  readonly after: number;
}

/** The same as it is computed: a value has a segment, which is how many bounds it has reached, and a line in it. */
export interface LogOddsSegments {
  /** [points] */
  readonly bounds: Float32Array;
  /** [points + 1] Where the line of a segment is known. */
  readonly starts: Float32Array;
  /** [points + 1] What it is there. */
  readonly values: Float32Array;
  /** [points + 1] */
  readonly slopes: Float32Array;
}

export function segmentsOf({ at, to, before, after }: LogOddsMap): LogOddsSegments {
  const bounds = Float32Array.from(at);
  const reached = Float32Array.from(to);
  const between = Array.from(
    { length: bounds.length - 1 },
    (_, i) => (reached[i + 1] - reached[i]) / (bounds[i + 1] - bounds[i]),
  );
  return {
    bounds,
    starts: Float32Array.of(bounds[0], ...bounds),
    values: Float32Array.of(reached[0], ...reached),
    slopes: Float32Array.of(before, ...between, after),
  };
}
