/** What a mean and a spread are computed from, of values that may be in several parts. */
export interface Moments {
  /** Values that count. */
  readonly present: number;
  readonly mean: number;
  /** Sum of the squared deviations from the mean. */
  readonly squares: number;
}

const NONE: Moments = { present: 0, mean: 0, squares: 0 };

/** The moments of all values, from those of the parts: the formula of Chan, Golub and LeVeque. */
export function mergedMoments(parts: readonly Moments[]): Moments {
  return parts.reduce((all, part) => {
    if (all.present === 0) return part;
    if (part.present === 0) return all;
    const present = all.present + part.present;
    const distance = part.mean - all.mean;
    return {
      present,
      mean: all.mean + distance * (part.present / present),
      squares: all.squares + part.squares + distance * distance * ((all.present * part.present) / present),
    };
  }, NONE);
}
