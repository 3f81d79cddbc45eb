/** Of the trials of a rung one in so many goes on, with so many times the budget. */
const FACTOR = 3;

/** A step of successive halving: so many trials, each trained with so much. */
export interface Rung {
  /** Rounds, epochs or walks. */
  readonly budget: number;
  /** How many are chosen for it, beside the first trial, which is always there. */
  readonly trials: number;
}

/**
 * The rungs of successive halving, those with the least budget first: all trials are trained a little, the best third of
 * them three times as much, and so on, up to the whole budget (Jamieson and Talwalkar, "Non-stochastic best arm
 * identification and hyperparameter optimization", 2016).
 *
 * @param trials - how many there are
 * @param most - the whole budget
 * @param least - with less a training tells nothing
 */
export function rungsOf(trials: number, most: number, least: number): Rung[] {
  const rungs: Rung[] = [];
  for (let divisor = 1; divisor <= trials; divisor *= FACTOR) {
    const budget = Math.round(most / divisor);
    if (rungs.length > 0 && budget < least) break;
    rungs.unshift({ budget, trials: 0 });
  }
  return rungs.map(({ budget }, i) => ({ budget, trials: Math.floor(trials / FACTOR ** i) }));
}

/** What is left of the rungs when time ends within one of them: the best of it is trained with the whole budget. */
export function rungsAfterTheEnd(rungs: readonly Rung[], rung: number): Rung[] {
  const last = rungs.length - 1;
  if (rung >= last) return [...rungs];
  return [...rungs.slice(0, rung + 1), { budget: rungs[last].budget, trials: 1 }];
}
