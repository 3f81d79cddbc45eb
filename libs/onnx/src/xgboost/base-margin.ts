import { OBJECTIVES } from './objectives';
import type { Objective } from './objectives';

/**
 * The margin that a base score stands for, computed in float32 as XGBoost does.
 *
 * @returns NaN or an infinity if the score is outside what the objective allows (0 to 1, or above 0)
 */
export function baseMargin(objective: Objective, baseScore: number): number {
  const score = Math.fround(baseScore);
  switch (OBJECTIVES[objective].link) {
    case 'identity':
      return score;
    case 'logit':
      return Math.fround(-Math.log(Math.fround(Math.fround(1 / score) - 1)));
    case 'log':
      return Math.fround(Math.log(score));
  }
}
