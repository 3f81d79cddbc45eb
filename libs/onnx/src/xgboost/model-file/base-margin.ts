import { OBJECTIVES } from './objectives';
import type { Objective } from './objectives';

/** XGBoost 3.2 keeps a base score that is a probability so far away from 0 and 1 (`kRtEps`), in float32. */
const LEAST_PROBABILITY = Math.fround(1e-6);
const GREATEST_PROBABILITY = Math.fround(1 - LEAST_PROBABILITY);

/**
 * The margin that a base score stands for, computed in float32 as XGBoost does.
 *
 * A model of one class has the base score 0 or 1. XGBoost 3.2 trains and serves such models, older ones wrote none.
 *
 * @param version version of the XGBoost that wrote the file
 * @returns -Infinity for 0 where the link is a logarithm: the prediction is then 0; NaN if the score is outside what
 * the objective allows
 */
export function baseMargin(objective: Objective, baseScore: number, version: readonly number[]): number {
  const score = Math.fround(baseScore);
  switch (OBJECTIVES[objective].link) {
    case 'identity':
      return score;
    case 'logit':
      return score >= 0 && score <= 1 ? logit(score, isAtLeast(version, 3, 2)) : NaN;
    case 'log':
      return objective === 'reg:gamma' && score === 0 ? NaN : Math.fround(Math.log(score));
  }
}

/** Whether a version of XGBoost is `major.minor` or newer. */
export function isAtLeast(
  [ownMajor = 0, ownMinor = 0]: readonly number[],
  major: number,
  minor: number,
): boolean {
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function logit(probability: number, staysInside: boolean): number {
  const isCertain = probability === 0 || probability === 1;
  const inside =
    staysInside || isCertain
      ? Math.min(Math.max(probability, LEAST_PROBABILITY), GREATEST_PROBABILITY)
      : probability;
  return Math.fround(-Math.log(Math.fround(Math.fround(1 / inside) - 1)));
}
