/** Steps of a linear congruential walk (Numerical Recipes): any spread will do, the same each time. */
const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;

/** Gives whole numbers of 24 bits that rows to try a model with are made of, always the same ones. */
export function probeNumbers(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, MULTIPLIER) + INCREMENT) >>> 0) >>> 8;
}
