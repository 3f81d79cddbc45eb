/** Rounds from which on it is said that trees were still getting better. */
const LEAST_ROUNDS = 20;
/** A best round so early leaves the trees that come later nothing to learn. */
const EARLY = 5;

/**
 * What the course of the rounds shows, where it has a known shape, and what to try then.
 *
 * @param best - counted from 1
 * @param trained - rounds
 * @returns null where there is nothing to say
 */
export function roundsHint(best: number, trained: number, requested: number): string | null {
  const course = `best round ${best} of ${trained}`;
  if (best === requested && requested >= LEAST_ROUNDS) {
    return `${course}: it was still getting better. Try more --rounds, or a larger --param eta.`;
  }
  if (best <= EARLY && trained > 2 * EARLY) {
    return `${course}: what later trees learn does not hold for other rows. Try a smaller --param eta or max_depth, or a larger min_child_weight.`;
  }
  return null;
}
