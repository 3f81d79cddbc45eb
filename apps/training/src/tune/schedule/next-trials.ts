import type { Rung } from './rungs';

/** How a trial fared on a rung. */
export type Outcome =
  /** The metric, higher or lower as it is better. */
  | { readonly kind: 'measured'; readonly value: number; readonly seconds: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly seconds: number }
  /** Its time was over before it had ended. */
  | { readonly kind: 'skipped' };

/** All that has come out so far: by trial, by rung. */
export type Outcomes = readonly (readonly (Outcome | undefined)[])[];

/** What is to be done next. */
export type Next =
  | { readonly kind: 'run'; readonly rung: number; readonly trials: readonly number[] }
  | { readonly kind: 'won'; readonly trial: number }
  | { readonly kind: 'none-left' };

/** With which trials are compared. */
export interface Ranking {
  readonly better: 'higher' | 'lower';
}

/**
 * What successive halving does next. It waits for all trials of a rung before it begins the next, so that who goes on
 * does not depend on who is done first. The first trial, the training as the flags have it, goes on to the last rung in
 * any case: what has been won is told beside it.
 */
export function nextTrials(rungs: readonly Rung[], outcomes: Outcomes, ranking: Ranking): Next {
  for (let rung = 0; rung < rungs.length; rung++) {
    const trials = trialsOf(rung, rungs, outcomes, ranking);
    const missing = trials.filter(trial => outcomes[trial][rung] === undefined);
    if (missing.length > 0) return { kind: 'run', rung, trials: missing };
  }
  const last = rungs.length - 1;
  const measured = outcomes.flatMap((of, trial) => (of[last]?.kind === 'measured' ? [trial] : []));
  const [best] = ranked(measured, last, outcomes, ranking);
  return best === undefined ? { kind: 'none-left' } : { kind: 'won', trial: best };
}

/** Who is trained on a rung, in the order of their numbers. */
export function trialsOf(
  rung: number,
  rungs: readonly Rung[],
  outcomes: Outcomes,
  ranking: Ranking,
): number[] {
  if (rung === 0) return [...outcomes.keys()];
  const before = trialsOf(rung - 1, rungs, outcomes, ranking).filter(
    trial => outcomes[trial][rung - 1]?.kind !== 'failed',
  );
  const chosen = ranked(before, rung - 1, outcomes, ranking).slice(0, rungs[rung].trials);
  const first = before.filter(trial => trial === 0 && !chosen.includes(trial));
  return [...first, ...chosen].sort((a, b) => a - b);
}

/** The best first: by what was measured on the rung, else on one before; of equals the one with the lower number. */
export function ranked(
  trials: readonly number[],
  rung: number,
  outcomes: Outcomes,
  { better }: Ranking,
): number[] {
  const sign = better === 'higher' ? 1 : -1;
  const placeOf = (trial: number): readonly [rung: number, value: number] => {
    for (let at = rung; at >= 0; at--) {
      const outcome = outcomes[trial][at];
      if (outcome?.kind === 'measured') return [at, sign * outcome.value];
    }
    return [-1, 0];
  };
  return [...trials].sort((a, b) => {
    const [rungOfA, valueOfA] = placeOf(a);
    const [rungOfB, valueOfB] = placeOf(b);
    return rungOfB - rungOfA || valueOfB - valueOfA || a - b;
  });
}
