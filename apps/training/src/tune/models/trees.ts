import { roundsAtMost, type TreeFlags } from '../../trees/settings/flags';
import { between, ratioBetween, wholeBetween } from '../space/parameter';
import { RANKING_FIXED, withoutSplit } from './held-out-rows';
import type { Tuning } from './tuning';

/** How trees are tuned: the rounds grow, and begin anew on each rung. */
export const TREE_TUNING: Tuning<TreeFlags> = {
  space: new Map([
    ['--param eta', ratioBetween(0.02, 0.3)],
    ['--param max_depth', wholeBetween(2, 10)],
    ['--param min_child_weight', ratioBetween(0.05, 50)],
    ['--param subsample', between(0.5, 1)],
    ['--param colsample_bytree', between(0.4, 1)],
    ['--param lambda', ratioBetween(0.1, 30)],
  ]),
  budget: {
    flag: '--rounds',
    unit: 'rounds',
    least: 10,
    most: flags => roundsAtMost(flags, flags.earlyStopping > 0),
  },
  metrics: ['auc', 'rmse'],
  fixed: RANKING_FIXED,
  measuresNothing: withoutSplit,
};
