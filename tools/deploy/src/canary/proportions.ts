/** How many of how many. */
export interface Share {
  readonly of: number;
  readonly hits: number;
}

/** Between which shares the true one lies. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval of Wilson for a share, which holds for few trials and for none that hit, too.
 *
 * @param z - how many standard deviations it reaches to either side: 1.645 leaves out 5 % on each
 */
export function wilson({ of, hits }: Share, z: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = hits / of;
  const centre = share + (z * z) / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}

/** The interval of Newcombe for by how much a share is above another one. */
export function difference(one: Share, other: Share, z: number): Interval {
  const [a, b] = [wilson(one, z), wilson(other, z)];
  const [p, q] = [rate(one), rate(other)];
  return {
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low),
  };
}

/** What it is by the count alone. */
export function rate({ of, hits }: Share): number {
  return of === 0 ? 0 : hits / of;
}
