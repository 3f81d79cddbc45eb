import { RoundsOutOfRange } from '../../errors';
import type { XgboostModel } from './xgboost-model';

/**
 * Boosting rounds to predict with: all of them (what `Booster.predict` does), those up to the best one of early
 * stopping (what the scikit-learn interface does; all if none is stored), or from (inclusive) to (exclusive).
 */
export type Rounds = 'all' | 'best' | { readonly from: number; readonly to: number };

/**
 * Trees of the rounds asked for, from (inclusive) to (exclusive). All rounds of a model without any are no trees.
 *
 * @throws RoundsOutOfRange if the model does not hold them
 */
export function treesOfRounds(model: XgboostModel, rounds: Rounds): { from: number; to: number } {
  const { from, to } = roundRange(model, rounds);
  const firstTree = model.roundStarts[from];
  const endTree = model.roundStarts[to];
  const isEmpty = from >= to && !(rounds === 'all' && model.roundCount === 0);
  if (firstTree === undefined || endTree === undefined || isEmpty) {
    throw new RoundsOutOfRange(from, to, model.roundCount);
  }
  return { from: firstTree, to: endTree };
}

function roundRange(model: XgboostModel, rounds: Rounds): { from: number; to: number } {
  switch (rounds) {
    case 'all':
      return { from: 0, to: model.roundCount };
    case 'best':
      return { from: 0, to: model.bestIteration === undefined ? model.roundCount : model.bestIteration + 1 };
    default:
      return rounds;
  }
}
