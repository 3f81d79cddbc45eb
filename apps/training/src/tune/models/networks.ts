import type { NetworkFlags, RankingFlags } from '../../networks/settings/flags';
import type { TowerFlags } from '../../retrieval/settings/flags';
import type { HistoryFlags } from '../../retrieval/settings/history-flags';
import { between, oneOf, ratioBetween, type Space } from '../space/parameter';
import { NETWORK_FIXED, RANKING_FIXED, withoutHoldOut, withoutSplit } from './held-out-rows';
import type { Tuning } from './tuning';

const EPOCHS: Tuning<NetworkFlags>['budget'] = {
  flag: '--epochs',
  unit: 'epochs',
  least: 2,
  most: ({ epochs }) => epochs,
};
const RETRIEVAL_FIXED: readonly string[] = [
  ...NETWORK_FIXED,
  '--hold-out',
  '--valid-share',
  '--group-col',
  '--seen-items',
  '--item-col',
  '--time-col',
];

const STACKS = oneOf('32', '64,32', '128,64', '128,64,32', '256,128,64');

/** How DeepFM is tuned. */
export const DEEPFM_TUNING = oneScoreTuning(new Map([['--deep-layers', STACKS]]));

/** How DCN is tuned. */
export const DCN_TUNING = oneScoreTuning(
  new Map([
    ['--cross-layers', oneOf(1, 2, 3, 4)],
    ['--deep-layers', STACKS],
  ]),
);

/** How FinalMLP is tuned. */
export const FINALMLP_TUNING = oneScoreTuning(
  new Map([
    ['--first-layers', STACKS],
    ['--second-layers', STACKS],
    ['--heads', oneOf(1, 2, 4, 8)],
  ]),
);

/** How DIN is tuned. */
export const DIN_TUNING = oneScoreTuning(
  new Map([
    ['--attention-layers', oneOf('16', '36', '80,40')],
    ['--deep-layers', STACKS],
  ]),
);

/** How networks of one score a row are tuned. @param own - the flags that no other of them has */
function oneScoreTuning(own: Space): Tuning<RankingFlags> {
  return {
    space: new Map([
      ['--lr', ratioBetween(0.0003, 0.01)],
      ['--dropout', between(0, 0.6)],
      ['--embedding-dim', oneOf(4, 8, 16, 32)],
      ...own,
      ['--optimizer', oneOf('adam', 'adamw')],
      ['--batch-size', oneOf(64, 128, 256, 512)],
    ]),
    budget: EPOCHS,
    metrics: ['auc'],
    fixed: [...RANKING_FIXED, ...NETWORK_FIXED],
    measuresNothing: withoutSplit,
  };
}

/** How MMoE is tuned: by the loss over all tasks. */
export const MMOE_TUNING: Tuning<RankingFlags> = {
  space: new Map([
    ['--lr', ratioBetween(0.0003, 0.01)],
    ['--dropout', between(0, 0.5)],
    ['--embedding-dim', oneOf(4, 8, 16, 32)],
    ['--mixture', oneOf('mmoe', 'ple')],
    ['--experts', oneOf(2, 4, 6, 8)],
    ['--shared-layers', oneOf('32', '64,32', '128,64')],
    ['--tower-layers', oneOf('16', '32,16', '64,32')],
    ['--batch-size', oneOf(64, 128, 256, 512)],
  ]),
  budget: EPOCHS,
  metrics: ['loss', 'auc', 'rmse'],
  fixed: [...RANKING_FIXED, ...NETWORK_FIXED, '--tasks'],
  measuresNothing: withoutSplit,
};

/** How networks of two towers are tuned. */
export const TOWER_TUNING: Tuning<TowerFlags> = {
  space: new Map([
    ['--lr', ratioBetween(0.0003, 0.01)],
    ['--dropout', between(0, 0.3)],
    ['--temperature', ratioBetween(0.03, 0.3)],
    ['--dim', oneOf(32, 64, 128)],
    ['--embedding-dim', oneOf(16, 32, 64)],
    ['--query-layers', oneOf('64', '128,64', '256,128')],
    ['--item-layers', oneOf('64', '128,64', '256,128')],
  ]),
  budget: EPOCHS,
  metrics: ['ndcg_at_20'],
  fixed: RETRIEVAL_FIXED,
  measuresNothing: withoutHoldOut,
};

/** How a network that reads histories is tuned. */
export const HISTORY_TUNING: Tuning<HistoryFlags> = {
  space: new Map([
    ['--lr', ratioBetween(0.0005, 0.01)],
    ['--dropout', between(0, 0.5)],
    ['--dim', oneOf(32, 64, 128)],
    ['--embedding-dim', oneOf(32, 64, 128)],
    ['--layers', oneOf('64', '128,64', '256,128')],
    ['--recent', oneOf('5,1', '10,3,1', '20,5,1')],
  ]),
  budget: EPOCHS,
  metrics: ['ndcg_at_20'],
  fixed: [...RETRIEVAL_FIXED, '--history-col', '--target-col', '--min-count'],
  measuresNothing: withoutHoldOut,
};
